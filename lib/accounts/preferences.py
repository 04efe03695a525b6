"""What somebody eats (pure): the wishes that every plan of theirs respects."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, Strict, model_validator

from lib.fields import Input, Line, Name
from lib.recipes.allergens import Allergen
from lib.recipes.meals import MEALS, Meal
from lib.recipes.vocabulary import Diet, Tag

_MOST_DOLLARS = 100_000
_BY_NAME = Strict(strict=False)  # an entry of a list of words is written as its text
_Minutes = Annotated[int, Field(ge=5, le=24 * 60)]


def _in_order(meals: list[Meal]) -> list[Meal]:
    return [meal for meal in MEALS if meal in meals]


def _distinct[T: str](items: list[T]) -> list[T]:
    return sorted(set(items))


def _decimal(given: object) -> object:
    """A number of JSON as its digits say it, not as the nearest binary fraction."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise ValueError("is no number")  # noqa: TRY004 - Pydantic reports values, not types
    return Decimal(str(given))


def _ascending(portions: list[float]) -> list[float]:
    return sorted(set(portions))


class Range(Input):
    """What a day should hold per person: never below `min` or above `max`, and as near to `target` as can be."""

    min: Annotated[float, Field(ge=0, le=20_000)] | None = None
    target: Annotated[float, Field(gt=0, le=20_000)] | None = None
    max: Annotated[float, Field(gt=0, le=20_000)] | None = None

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        given = [value for value in (self.min, self.target, self.max) if value is not None]
        if given != sorted(given):
            raise ValueError("min, target and max must not decrease")
        return self


class Minutes(Input):
    """The longest that a dish may take, preparation and cooking together; null for no limit."""

    weekday: _Minutes | None = None
    weekend: _Minutes | None = None


class Budget(Input):
    """What a week may cost for all servings, by the catalogue's price table, which is in US dollars."""

    amount: Annotated[
        Decimal,
        BeforeValidator(_decimal, json_schema_input_type=Annotated[float, Field(gt=0, le=_MOST_DOLLARS)]),
        Field(
            gt=0, le=_MOST_DOLLARS, max_digits=8, decimal_places=2, description="In dollars, with cents as a fraction."
        ),
        PlainSerializer(float, return_type=float, when_used="json"),
    ]
    currency: Literal["USD"] = "USD"


class WeeklyRule(Input):
    """How many meals of a week may, or must, have a tag: fish at least twice, red meat at most once."""

    tag: Annotated[Tag, _BY_NAME]
    min: Annotated[int, Field(ge=0, le=28)] | None = None
    max: Annotated[int, Field(ge=0, le=28)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min must not exceed max")
        return self


def _one_rule_per_tag(rules: list[WeeklyRule]) -> list[WeeklyRule]:
    if len({rule.tag for rule in rules}) != len(rules):
        raise ValueError("a tag has one rule at most")
    return rules


class Eating(Input):
    """What one person eats. Allergies, diet and dislikes are never weighed against anything else."""

    diet: Annotated[Diet, _BY_NAME] | None = None
    avoid_allergens: Annotated[
        list[Annotated[Allergen, _BY_NAME]], Field(max_length=50), AfterValidator(_distinct)
    ] = []
    allow_traces: Annotated[
        bool, Field(description="Whether dishes that may contain traces of an avoided allergen are welcome.")
    ] = False
    dislikes: Annotated[
        list[Line],
        Field(max_length=100, description="Foods by their names in the catalogue."),
        AfterValidator(_distinct),
    ] = []
    kcal: Range = Range()
    protein_g: Range = Range()
    fat_g: Range = Range()
    carbs_g: Range = Range()
    fibre_g: Range = Range()
    sodium_mg: Range = Range()
    saturates_g: Range = Range()


class Member(Eating):
    """Somebody else at the table: eats the same dishes, in portions of their own."""

    name: Name
    share: Annotated[
        float | None,
        Field(
            ge=0.25,
            le=3,
            description="Their portion for each of yours; without it, the one's energy divided by the other's, or 1.",
        ),
    ] = None


def _one_member_per_name(members: list[Member]) -> list[Member]:
    if len({member.name for member in members}) != len(members):
        raise ValueError("every member needs a name of their own")
    return members


class CookSmart(Input):
    """Wishes that a plan follows as far as they are worth it; what they cost in points is told with the plan."""

    leftovers: Annotated[bool, Field(description="Cook a dinner once and eat it again for lunch the next day.")] = False
    fewer_foods: Annotated[bool, Field(description="Use fewer different foods in the whole plan.")] = False


class Preferences(Eating):
    """What somebody eats, and the others at their table: every dish suits all of them."""

    meals: Annotated[list[Meal], Field(min_length=1, max_length=4), AfterValidator(_in_order)] = [
        "breakfast",
        "lunch",
        "dinner",
    ]
    servings: Annotated[
        int,
        Field(ge=1, le=20, description="How many people eat as you do, yourself counted; the household comes on top."),
    ] = 1
    household: Annotated[
        list[Member],
        Field(max_length=8, description="Who eats otherwise than you."),
        AfterValidator(_one_member_per_name),
    ] = []
    portions: Annotated[
        list[Annotated[float, Field(ge=0.25, le=3, multiple_of=0.25)]],
        Field(min_length=1, max_length=8, description="How large a portion may be, in servings of the recipe."),
        AfterValidator(_ascending),
    ] = [0.75, 1.0, 1.25, 1.5]
    minutes: Minutes = Minutes()
    max_repeats: Annotated[int, Field(ge=1, le=14, description="How often one dish may stand in a plan at most.")] = 2
    no_repeat_days: Annotated[
        int, Field(ge=0, le=28, description="Dishes that were planned in so many days before the plan are left out.")
    ] = 0
    budget: Budget | None = None
    weekly_rules: Annotated[list[WeeklyRule], Field(max_length=20), AfterValidator(_one_rule_per_tag)] = []
    cuisines: Annotated[
        list[Line],
        Field(max_length=20, description="Preferred cuisines, as recipes name them."),
        AfterValidator(_distinct),
    ] = []
    use_up: Annotated[
        list[Line], Field(max_length=50, description="Foods at home that dishes should use."), AfterValidator(_distinct)
    ] = []
    cook_smart: CookSmart = CookSmart()

    def foods(self) -> dict[str, str]:
        """Every food that is named here, by the pointer to its place."""
        found = {f"/use_up/{place}": food for place, food in enumerate(self.use_up)}
        for prefix, eater in {"": self, **{f"/household/{at}": each for at, each in enumerate(self.household)}}.items():
            found |= {f"{prefix}/dislikes/{place}": food for place, food in enumerate(eater.dislikes)}
        return found

    def named_cuisines(self) -> dict[str, str]:
        """Every cuisine that is named here, by the pointer to its place."""
        return {f"/cuisines/{place}": cuisine for place, cuisine in enumerate(self.cuisines)}

    def with_overrides(self, overrides: "Preferences | None") -> "Preferences":
        """These preferences, with what the overrides say outright in place of what stood here."""
        if overrides is None:
            return self
        return self.model_copy(update={name: getattr(overrides, name) for name in overrides.model_fields_set})

    def document(self) -> dict[str, Any]:
        """The preferences as they are stored."""
        return self.model_dump(mode="json")


def from_document(document: Mapping[str, Any] | None) -> Preferences:
    """The preferences that were stored, or the defaults where there are none."""
    return Preferences() if document is None else Preferences.model_validate(document)
