"""A shopping list as a page to print (pure): complete in itself, without a script, and nothing is fetched for it."""

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from html import escape

from lib.shopping.schemas import AisleRead, ItemMealRead, ShoppingItemRead, ShoppingListRead, WrittenLineRead

_STYLE = """
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; font: 11pt/1.4 Georgia, serif; color: #222; }
h1 { margin: 0 0 .2rem; font-size: 1.5rem; }
h2 { margin: 1.2rem 0 .3rem; font-size: 1.05rem; border-bottom: 1px solid #999; }
ul { margin: 0; padding: 0; list-style: none; }
li { display: grid; grid-template-columns: 1.5rem 1fr auto; padding: .18rem 0; break-inside: avoid; }
small { grid-column: 2 / -1; color: #666; font-size: .78rem; }
section { break-inside: avoid-page; }
.done { text-decoration: line-through; }
.soft { color: #666; }
@media print { body { margin: 0; max-width: none; } }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

PAGE_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
}
"""Nothing but the one style that stands in the page; no script could run, whatever a title holds."""


def page(wanted: ShoppingListRead) -> str:
    """The list, with a box before every item and the meals that need it below."""
    last = wanted.starts_on + dt.timedelta(days=wanted.days - 1)
    days = f"{_day(wanted.starts_on)} to {_day(last)}" if wanted.days > 1 else _day(wanted.starts_on)
    at_home = AisleRead(aisle="", title="At home already", items=wanted.at_home)
    aisles = "".join(_section(aisle) for aisle in [*wanted.aisles, at_home] if aisle.items)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shopping list</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><h1>Shopping list</h1>"
        f'<p class="soft">{days}. About ${wanted.estimated_cost.amount:.2f} by our price table.</p>'
        f"{aisles}{_as_written(wanted.as_written)}</body></html>"
    )


def _section(aisle: AisleRead) -> str:
    return f"<section><h2>{escape(aisle.title)}</h2><ul>{''.join(map(_item, aisle.items))}</ul></section>"


def _as_written(lines: Sequence[WrittenLineRead]) -> str:
    items = (
        f"<li><span>☐</span><span>{escape(line.text)}</span><span></span>"
        f"<small>{escape(line.recipe)} ({line.date:%a} {line.slot})</small></li>"
        for line in lines
    )
    return f"<section><h2>As written</h2><ul>{''.join(items)}</ul></section>" if lines else ""


def _item(item: ShoppingItemRead) -> str:
    box, style = ("☑", ' class="done"') if item.checked else ("☐", "")
    price = f"${item.estimated_cost.amount:.2f}" if item.amount is not None else ""
    meals = escape("; ".join(map(_meal, item.meals)))
    return (
        f"<li><span>{box}</span><span{style}>{escape(item.label)}</span><span>{price}</span><small>{meals}</small></li>"
    )


def _meal(meal: ItemMealRead) -> str:
    return f"{meal.recipe} ({meal.date:%a} {meal.slot})"


def _day(day: dt.date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"
