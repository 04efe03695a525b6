"""Texts that people type."""

import pytest

from lib import fields


@pytest.mark.parametrize("text", ["\u200b\u200b", "   ", "\u202eabc", "a\nb", "\u00a0", "a\x1b[31m", "\u2028"])
def test_refuses_what_nobody_can_see(text: str) -> None:
    with pytest.raises(ValueError, match=r"is empty|invisible"):
        fields.one_line(text)


@pytest.mark.parametrize(
    ("typed", "kept"), [("  Ada ", "Ada"), ("e\u0301", "é"), ("Zoë 👩‍🍳", "Zoë 👩‍🍳"), ("陳大文", "陳大文")]
)
def test_keeps_names_as_people_write_them(typed: str, kept: str) -> None:
    assert fields.one_line(typed) == kept
