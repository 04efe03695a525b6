"""The list as a file and as a page: whole, and harmless whatever a title holds."""

import base64
import csv
import datetime as dt
import hashlib
import io
import re
from html.parser import HTMLParser
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.shopping import page, sheet
from lib.shopping.schemas import AisleRead, ItemMealRead, PriceRead, ShoppingItemRead, ShoppingListRead

NOBODY = UUID(int=0)
MONDAY = dt.date(2026, 11, 30)


def _list(food: str = "onion", recipe: str = "Stew", *, checked: bool = False) -> ShoppingListRead:
    item = ShoppingItemRead(
        id=NOBODY,
        food=food,
        label=f"3 {food}",
        amount="3",
        need_grams=400,
        pantry_grams=0,
        buy_grams=450,
        left_over_grams=50,
        estimated_cost=PriceRead(amount=0.81),
        checked=checked,
        meals=[ItemMealRead(id=NOBODY, date=MONDAY, slot="dinner", recipe=recipe, grams=400)],
    )
    salt = item.model_copy(update={"food": "salt", "label": "salt", "amount": None, "buy_grams": 0.0})
    aisle = AisleRead(aisle="produce", title="Fruit and vegetables", items=[item])
    return ShoppingListRead(
        plan_id=NOBODY,
        starts_on=MONDAY,
        days=7,
        aisles=[aisle],
        at_home=[salt],
        as_written=[],
        estimated_cost=PriceRead(amount=0.81),
    )


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_file_has_a_row_for_each_item() -> None:
    header, onion, salt = _rows(sheet.sheet(_list(checked=True)))

    assert tuple(header) == sheet.HEADER
    assert onion[:3] == ["Fruit and vegetables", "onion", "3"]
    assert onion[3:] == ["450.0", "400.0", "0.0", "50.0", "0.81", "yes", "2026-11-30 dinner: Stew"]
    assert salt[:3] == ["At home", "salt", ""]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_formula_is_a_text_in_a_spreadsheet(formula: str) -> None:
    rows = _rows(sheet.sheet(_list(food=formula)))

    assert rows[1][1] == f"'{formula}"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_cell_begins_like_a_formula_and_no_text_leaves_its_cell(text: str) -> None:
    rows = _rows(sheet.sheet(_list(food=text, recipe=text)))

    assert [len(row) for row in rows] == [len(sheet.HEADER)] * 3
    assert rows[1][1].removeprefix("'") == text.removeprefix("'")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(name for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_title_becomes_markup(text: str) -> None:
    plain, hostile = _Tags(), _Tags()
    plain.feed(page.page(_list()))

    hostile.feed(page.page(_list(food=f"<script>{text}</script>", recipe=f"<img src={text}>")))

    assert hostile.found == plain.found
    assert f"<script>{text}</script>" in hostile.text
    assert f"<img src={text}>" in hostile.text


def test_the_policy_allows_the_one_style_of_the_page_and_nothing_else() -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", page.page(_list()), re.DOTALL)

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.PAGE_HEADERS["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_page_shows_what_is_ticked_off_and_what_is_at_home() -> None:
    shown = page.page(_list(checked=True))

    assert '<span>☑</span><span class="done">3 onion</span><span>$0.81</span>' in shown
    assert "At home already" in shown
    assert "Stew (Mon dinner)" in shown
    assert "Monday, 30 November 2026 to Sunday, 6 December 2026" in shown
