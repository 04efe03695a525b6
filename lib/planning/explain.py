"""Says in words, and by JSON pointers, why there is no plan (pure)."""

from typing import Any

from lib.accounts.preferences import Preferences
from lib.planning import wording
from lib.planning.asked import Wish
from lib.planning.diagnosis import Diagnosis, Member
from lib.planning.easing import Offer
from lib.planning.model import NUTRIENTS, Conflict, EmptySlot, Infeasible, NotFound, Reason, UnreachableBand
from lib.planning.wishes import origin_of
from lib.problem import FieldError

_PREFERENCES = "/preferences"
_LIMITS = {"minimum": "min", "maximum": "max"}
_RENAMED = {
    "budget_cents": "budget/amount",
    "weekday_minutes": "minutes/weekday",
    "weekend_minutes": "minutes/weekend",
}
_MOST_NAMED = 50
_NEVER_OFFERED = "Allergens, diet and dislikes are not negotiable."


def detail(infeasible: Infeasible, diagnosis: Diagnosis) -> str:
    """Whether there is certainly no plan or none was found, and whether a single change helps."""
    if not infeasible.proved:
        return "No plan was found that meets all these wishes; it is not proved that there is none."
    empty = [_empty_slot(reason) for reason in infeasible.reasons if isinstance(reason, EmptySlot)]
    change = "Each of the relaxations alone gives a plan." if diagnosis.offers else "No single change is known to help."
    return " ".join(["It is proved that no plan meets all these wishes.", *empty[:1], change])


def field_errors(infeasible: Infeasible, diagnosis: Diagnosis, preferences: Preferences) -> list[FieldError]:
    """The wishes in the way, each with what is known about it."""
    if not diagnosis.members:
        return [error for reason in infeasible.reasons for error in _errors(reason, preferences)][:_MOST_NAMED]
    offers = {offer.wish: offer for offer in diagnosis.offers}
    reached = {
        f"{each.nutrient}.{each.limit}": each for each in infeasible.reasons if isinstance(each, UnreachableBand)
    }
    return [
        FieldError(
            pointer_to(member.wish, preferences),
            _member(member, len(diagnosis.members), reached.get(member.wish.path), offers.get(member.wish)),
        )
        for member in diagnosis.members[:_MOST_NAMED]
    ]


def relaxations(diagnosis: Diagnosis, preferences: Preferences) -> list[dict[str, Any]]:
    """The offers as the problem's document tells them."""
    return [
        {
            "pointer": pointer_to(offer.wish, preferences),
            "from": _value(offer.wish),
            "to": _given_up(offer.wish) if offer.to is None else _value(offer.to),
            "message": _offered(offer),
        }
        for offer in diagnosis.offers
        if offer.wish.value  # what was asked for this one plan is not a number to change
    ]


def _member(member: Member, count: int, reached: UnreachableBand | None, offer: Offer | None) -> str:
    excluded = "excludes the other wishes named here" if count > 1 else "has no plan"
    told = [f"{wording.wished(member.wish)} {excluded}."]
    if reached is not None:
        reach, most = member.wish.share * reached.reachable, "at most" if member.wish.is_minimum else "at least"
        told.append(f"On {_days(reached.day_kind)}, {most} {reach:.0f} can be reached by any choice of dishes.")
    if not member.is_needed:
        told.append("Whether the others have a plan without it is not known.")
    told.append("No change of it alone is known to help." if offer is None else _offered(offer))
    return " ".join(told)


def _offered(offer: Offer) -> str:
    if offer.to is None:
        return "With all else unchanged, there is a plan without it."
    told = f"With all else unchanged, there is a plan with {wording.wished(offer.to, first=False)}"
    return f"{told}; with {wording.number(offer.never)} there is certainly none."


def _value(wish: Wish) -> Any:
    if wish.path == "minutes":
        return {"weekday": int(wish.value), "weekend": int(wish.value)}
    if wish.path.startswith("fixed."):
        return True
    value = wish.value / 100 if wish.path == "budget_cents" else wish.value
    return int(value) if value == int(value) else value


def _given_up(wish: Wish) -> Any:
    return False if wish.path.startswith("fixed.") else 0


def _errors(reason: Reason, preferences: Preferences) -> list[FieldError]:
    match reason:
        case EmptySlot():
            return [FieldError(f"{_PREFERENCES}/meals", _empty_slot(reason))]
        case UnreachableBand():
            pointer = pointer_of(f"{reason.nutrient}.{reason.limit}", preferences)
            reach = "at most" if reason.limit == "minimum" else "at least"
            reached = f"On {_days(reason.day_kind)}, {reach} {reason.reachable:.0f} can be reached"
            return [FieldError(pointer, f"{reached}; {reason.wished:.0f} is wished.")]
        case Conflict():
            return [_named(wish, preferences, "Excludes the other wishes named here.") for wish in reason.wishes]
        case NotFound():
            return [_named(wish, preferences, "Stood in the way of every plan tried.") for wish in reason.violated]


def _empty_slot(reason: EmptySlot) -> str:
    """How many dishes are left after each filter, so that people see which one took the last."""
    steps = ", ".join(f"{count} after {name}" for name, count in reason.left)
    limit = f" within {reason.minutes} minutes" if reason.minutes is not None else ""
    return f"No dish is left for {reason.slot} on {_days(reason.day_kind)}{limit} ({steps}). {_NEVER_OFFERED}"


def _days(kind: str) -> str:
    return {"weekday": "weekdays", "weekend": "weekends"}.get(kind, "any day")


def _named(wish: str, preferences: Preferences, message: str) -> FieldError:
    return FieldError(pointer_of(wish, preferences), message)


def pointer_of(wish: str, preferences: Preferences) -> str:
    """The JSON pointer to a wish of the request, from the planner's path to it, such as `kcal.maximum`.

    A limit points to whoever of the household asks most.
    """
    if wish in _RENAMED:
        return f"{_PREFERENCES}/{_RENAMED[wish]}"
    field, *rest = wish.split(".")
    if field in NUTRIENTS:
        return _PREFERENCES + origin_of(preferences, field, _LIMITS[rest[0]])
    if field == "weekly_rules" and rest:
        tags = [str(rule.tag) for rule in preferences.weekly_rules]
        rest[0] = str(tags.index(rest[0]))
    return "/".join([_PREFERENCES, field, *(_LIMITS.get(step, step) for step in rest)])


def pointer_to(wish: Wish, preferences: Preferences) -> str:
    """The JSON pointer to a wish as its owner wrote it; a locked meal is found in the plan."""
    field, *rest = wish.path.split(".")
    if field == "fixed":
        place = int(rest[0]) * len(preferences.meals) + [str(meal) for meal in preferences.meals].index(rest[1])
        return f"/meals/{place}/locked"
    if field in NUTRIENTS:
        return f"{_PREFERENCES}{wish.whose}/{field}/{_LIMITS[rest[0]]}"
    if field == "no_repeat_days" and not wish.value:
        return "/avoid"
    return pointer_of(wish.path, preferences)
