"""What somebody wished, in words (pure)."""

from lib.planning.asked import Wish

_NUTRIENTS = {
    "kcal": "kcal",
    "protein_g": "g of protein",
    "fat_g": "g of fat",
    "carbs_g": "g of carbohydrates",
    "fibre_g": "g of fibre",
    "sodium_mg": "mg of sodium",
    "saturates_g": "g of saturated fat",
}
_MINUTES = {
    "minutes": "on every dish",
    "weekday_minutes": "on dishes of weekdays",
    "weekend_minutes": "on dishes of weekends",
}


def wished(wish: Wish, *, first: bool = True) -> str:
    """The wish as a phrase that can begin a sentence, or stand inside one."""
    said = _said(wish)
    return said[0].upper() + said[1:] if first else said


def number(wish: Wish) -> str:
    """The number alone, as people write it."""
    return f"{wish.value / 100:.2f} USD" if wish.path == "budget_cents" else f"{wish.value:,g}"


def _said(wish: Wish) -> str:
    field, *rest = wish.path.split(".")
    side = "at least" if wish.is_minimum else "at most"
    if field in _NUTRIENTS:
        return f"{side} {number(wish)} {_NUTRIENTS[field]} a day"
    if field == "weekly_rules":
        return f"{side} {number(wish)} meals with {rest[0].replace('_', ' ')} a week"
    if field in _MINUTES:
        return f"{side} {number(wish)} minutes spent {_MINUTES[field]}"
    if field == "fixed":
        return f"the meal that is locked for {rest[1]} of day {int(rest[0]) + 1}"
    if field == "no_repeat_days":
        return f"no dish of the last {number(wish)} days" if wish.value else "none of the dishes to avoid"
    return f"{side} {number(wish)} a week" if field == "budget_cents" else f"one dish {side} {number(wish)} times"
