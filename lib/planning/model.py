"""What the planner is asked and what it answers; standard library only, so that everyone may import it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

MEALS = ("breakfast", "lunch", "dinner", "snack")
NUTRIENTS = ("kcal", "protein_g", "fat_g", "carbs_g", "fibre_g", "sodium_mg", "saturates_g")
BLOCK_DAYS = 7
"""Weekly rules and variety are counted in blocks of this many days from the first day of the plan."""

type DayKind = Literal["weekday", "weekend", "every day"]


@dataclass(frozen=True, slots=True)
class Range:
    """Limits that must hold and a target that should, for one nutrient of one person's day.

    Raises:
        ValueError: the target is not positive (a deviation is measured in per cent of it).
    """

    minimum: float | None = None
    target: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        if self.target is not None and self.target <= 0:
            raise ValueError("a target must be positive")

    @property
    def is_open(self) -> bool:
        """Nothing is asked of this nutrient."""
        return self.minimum is None and self.target is None and self.maximum is None


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """How many dishes with a tag a block of seven days must and may hold.

    A shorter last block of n days holds at least floor(minimum * n / 7) and at most ceil(maximum * n / 7).
    """

    tag: str
    minimum: int | None
    maximum: int | None

    def least_in(self, days: int) -> int:
        """The minimum for a block of so many days, rounded in the plan's favour."""
        return 0 if self.minimum is None else self.minimum * days // BLOCK_DAYS

    def most_in(self, days: int) -> int | None:
        """The maximum for a block of so many days, rounded in the plan's favour; None if there is none."""
        return None if self.maximum is None else -(-self.maximum * days // BLOCK_DAYS)


@dataclass(frozen=True, slots=True)
class PlannedDish:
    """One cell of a plan: day 0 is `starts_on`; the portion multiplies a serving."""

    day: int
    slot: str
    recipe_id: UUID
    portion: float


@dataclass(frozen=True, slots=True)
class Eater:
    """Somebody else at the table: eats the same dishes, `share` times the portion, and has limits of their own."""

    name: str
    share: float
    diets: frozenset[str]
    avoid_allergens: frozenset[str]
    allow_traces: bool
    dislikes: frozenset[str]
    limits: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Everything a plan must respect (hard) or come close to (targets); nutrients are per day of the first eater.

    `avoid_allergens` holds single keys (groups are expanded by the caller), `servings` counts the portions that are
    cooked for each that the first eater eats, `budget_cents` is for seven days and all servings, `max_repeats` for the
    whole plan, the minutes for each single dish. Dishes in `recent` are not planned again; cells in `fixed` stay as
    they are. What the other `eaters` wish must be in the filters and limits already: the planner reads only those, so
    that the verifier can hold the plan to every eater alone. `leftovers` and `fewer_foods` are for `smart`.

    Raises:
        ValueError: the days, meals, servings, repeats or portions are outside what the planner understands.
    """

    starts_on: date
    days: int
    meals: tuple[str, ...]
    diets: frozenset[str]
    avoid_allergens: frozenset[str]
    allow_traces: bool
    dislikes: frozenset[str]
    servings: float
    kcal: Range
    protein_g: Range
    fat_g: Range
    carbs_g: Range
    weekday_minutes: int | None
    weekend_minutes: int | None
    max_repeats: int
    budget_cents: int | None
    weekly_rules: tuple[WeeklyRule, ...]
    fibre_g: Range = Range()
    sodium_mg: Range = Range()
    saturates_g: Range = Range()
    portions: tuple[float, ...] = (0.75, 1.0, 1.25, 1.5)
    cuisines: frozenset[str] = frozenset()
    use_up: frozenset[str] = frozenset()
    recent: frozenset[UUID] = frozenset()
    fixed: tuple[PlannedDish, ...] = ()
    eaters: tuple[Eater, ...] = ()
    leftovers: bool = False
    fewer_foods: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 2 * BLOCK_DAYS:
            raise ValueError("a plan has 1 to 14 days")
        if not self.meals or self.meals != tuple(meal for meal in MEALS if meal in self.meals):
            raise ValueError(f"meals are some of {', '.join(MEALS)}, in this order")
        if not self.servings >= 1 or self.max_repeats < 1:
            raise ValueError("servings and repeats are at least 1")
        if not self.portions or min(self.portions) <= 0 or len(set(self.portions)) < len(self.portions):
            raise ValueError("portions are positive and differ")


@dataclass(frozen=True, slots=True)
class Dish:
    """A recipe as the planner sees it; numbers are per serving, unrounded, and derived from the ingredients.

    One that is not confirmed has ingredients beyond those that everything here was derived from.
    """

    id: UUID
    meals: frozenset[str]
    minutes: int
    main: str | None
    cuisine: str
    tags: frozenset[str]
    contains: frozenset[str]
    may_contain: frozenset[str]
    diets: frozenset[str]
    foods: frozenset[str]
    kcal: float
    protein_g: float
    fat_g: float
    carbs_g: float
    fibre_g: float
    sodium_mg: float
    saturates_g: float
    cost_cents: float
    is_offered: bool = True
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Savings:
    """What cooking smart brought, and what it cost: points below the plan that was found without it."""

    points: float
    foods_before: int
    foods: int
    leftovers: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A dish for every meal of every day, and what is proved about it.

    No plan whatever can score more than `bound` points; gap = (bound - objective) / max(1, |objective|).
    """

    meals: tuple[PlannedDish, ...]
    objective: float
    bound: float
    gap: float
    engine: str
    cook_smart: Savings | None = None


@dataclass(frozen=True, slots=True)
class EmptySlot:
    """No dish fits this meal on this kind of day: `left` counts the dishes that remain after each filter in turn."""

    slot: str
    day_kind: DayKind
    minutes: int | None
    left: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class UnreachableBand:
    """A nutrient's daily limit lies beyond what any choice of dishes and portions reaches on this kind of day."""

    nutrient: str
    limit: Literal["minimum", "maximum"]
    wished: float
    reachable: float
    day_kind: DayKind


@dataclass(frozen=True, slots=True)
class Conflict:
    """These wishes, named by their paths (such as `kcal.maximum`), exclude each other."""

    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """The search ended without a plan and without a proof that there is none; `violated` stood in the way last."""

    violated: tuple[str, ...]


type Reason = EmptySlot | UnreachableBand | Conflict | NotFound


class Infeasible(Exception):
    """There is no plan: `proved` tells "impossible" from "not found"."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        self.reasons = reasons
        self.proved = not any(isinstance(reason, NotFound) for reason in reasons)
        super().__init__("; ".join(map(repr, reasons)))
