"""Says in words, and by JSON pointers, why there is no plan (pure)."""

from lib.accounts.preferences import Preferences
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
_NEVER_OFFERED = "Allergens, diet and dislikes are not negotiable."


def detail(infeasible: Infeasible) -> str:
    """One sentence on whether there is certainly no plan, or none was found."""
    if infeasible.proved:
        return "It is proved that no plan meets all these wishes."
    return "No plan was found that meets all these wishes; it is not proved that there is none."


def field_errors(infeasible: Infeasible, preferences: Preferences) -> list[FieldError]:
    """The wishes in the way, each with what is known about it."""
    return [error for reason in infeasible.reasons for error in _errors(reason, preferences)]


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
