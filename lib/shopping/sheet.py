"""A shopping list as comma-separated values for a spreadsheet (pure, RFC 4180)."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from lib.shopping.schemas import AisleRead, ShoppingItemRead, ShoppingListRead

MEDIA_TYPE = "text/csv; charset=utf-8"
ANSWER: dict[str, Any] = {
    "description": "The file",
    "content": {"text/csv": {"schema": {"type": "string"}}},
}
HEADER = (
    "Aisle",
    "Food",
    "Buy",
    "Buy (g)",
    "Needed (g)",
    "At home (g)",
    "Left over (g)",
    "Estimated cost (USD)",
    "Done",
    "Meals",
)
_AT_HOME = "At home"
_AS_WRITTEN = "As written"
_BYTE_ORDER_MARK = "\ufeff"  # Excel takes UTF-8 for it, and nothing else
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sheet(wanted: ShoppingListRead) -> str:
    """The list, a row for each item, with what the pantry covers at the end."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADER)
    for aisle in wanted.aisles:
        writer.writerows(_rows(aisle))
    writer.writerows(_rows(AisleRead(aisle="", title=_AT_HOME, items=wanted.at_home)))
    for line in wanted.as_written:
        meal = f"{line.date.isoformat()} {line.slot}: {line.recipe}"
        writer.writerow([_AS_WRITTEN, guarded(line.text), *[""] * (len(HEADER) - 3), meal])
    return _BYTE_ORDER_MARK + written.getvalue()


def headers(wanted: ShoppingListRead) -> dict[str, str]:
    """What makes browsers save the answer under the plan's first day."""
    return {"Content-Disposition": f'attachment; filename="shopping-list-{wanted.starts_on.isoformat()}.csv"'}


def _rows(aisle: AisleRead) -> Iterator[list[str]]:
    for item in aisle.items:
        texts = [
            aisle.title,
            item.food,
            item.amount or "",
            *_figures(item),
            "yes" if item.checked else "",
            _meals(item),
        ]
        yield [guarded(text) for text in texts]


def _figures(item: ShoppingItemRead) -> list[str]:
    grams = (item.buy_grams, item.need_grams, item.pantry_grams, item.left_over_grams)
    return [*(f"{amount:.1f}" for amount in grams), f"{item.estimated_cost.amount:.2f}"]


def _meals(item: ShoppingItemRead) -> str:
    return "; ".join(f"{meal.date.isoformat()} {meal.slot}: {meal.recipe}" for meal in item.meals)


def guarded(text: str) -> str:
    """The text as spreadsheets show it and never compute it, as OWASP advises: an apostrophe before a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
