"""Kinds of values in bodies, the same in every one: what people type, days and moments, whole numbers."""

import datetime as dt
import re
import unicodedata
from typing import Annotated
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    model_validator,
)

OLDEST, NEWEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
"""What is stored lies between these: clients in every zone and language can still read it."""

_UUID_LENGTH = 36
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?\d*([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
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


def legible(text: str) -> str:
    """The text as one that `one_line` takes if it is not empty: what is not seen is left out, blanks are one space."""
    spaced = " ".join(text.split())
    return " ".join("".join(filter(_is_visible, unicodedata.normalize("NFC", spaced))).strip("\u200d \u00a0").split())


def _day(given: object) -> object:
    """The day of a text such as 2026-11-30; everything else that could be read as a day is refused."""
    if isinstance(given, dt.date):
        return given
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise ValueError("is no day such as 2026-11-30")
    return dt.date.fromisoformat(given)


def _moment(given: object) -> object:
    """The moment of a text in RFC 3339; everything else that could be read as one is refused."""
    if isinstance(given, dt.datetime):
        return given
    if not isinstance(given, str) or not _MOMENT.fullmatch(given):
        raise ValueError("is no moment such as 2026-11-30T12:00:00Z")
    return dt.datetime.fromisoformat(given.upper())


def _in_our_times(moment: dt.datetime) -> dt.datetime:
    if not OLDEST <= moment < NEWEST:
        raise ValueError(f"lies outside {OLDEST.year} to {NEWEST.year - 1}")
    return moment


def _identity(given: object) -> object:
    return UUID(given) if isinstance(given, str) and len(given) == _UUID_LENGTH else given


Identity = Annotated[UUID, BeforeValidator(_identity, json_schema_input_type=UUID)]
Day = Annotated[dt.date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_our_times), BeforeValidator(_moment)]
Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(one_line)]
Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(one_line)]
Email = Annotated[EmailStr, Field(max_length=254)]


class Input(BaseModel):
    """A body: fields that we do not know are refused, so that a misspelt wish is never silently ignored.

    So are values of another type than that which is asked for: JSON has types so that nobody need guess.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _with_integers(cls, given: object) -> object:
        """1.0 is an integer in JSON; where a fraction is allowed, an integer is as well."""
        if not isinstance(given, dict):
            return given
        return {
            name: int(value) if isinstance(value, float) and value.is_integer() else value
            for name, value in given.items()
        }
