"""Kinds of text that people type, the same in every body."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE or character == "\u200d"  # the joiner inside emoji


def one_line(text: str) -> str:
    """The text in NFC and trimmed.

    Raises:
        ValueError: it is empty then, or holds characters that are not seen or that change the direction of others.
    """
    normal = unicodedata.normalize("NFC", text).strip()
    if not all(map(_is_visible, normal)):
        raise ValueError("holds control or invisible characters")
    if not normal.strip("\u200d \u00a0"):
        raise ValueError("is empty")
    return normal


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(one_line)]
Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(one_line)]
Email = Annotated[EmailStr, Field(max_length=254)]


class Input(BaseModel):
    """A body: fields that we do not know are refused, so that a misspelt wish is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
