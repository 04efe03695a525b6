"""What a problem of RFC 9457 is here; the problems themselves are in `lib.errors`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Literal

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is wrong: where it came from, a JSON pointer (RFC 6901) to it, and what is wrong with it."""

    pointer: str
    message: str
    source: Literal["body", "query", "path", "header"] = "body"

    def as_json(self) -> dict[str, str]:
        """The member of `errors` that a client reads."""
        return {"in": self.source, "pointer": self.pointer, "message": self.message}


class Problem(Exception):
    """A failure that a client can act on, rendered as `application/problem+json`."""

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
        **members: Any,
    ) -> None:
        """Describe this occurrence in words for the user; `members` are further members of the document."""
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.headers = headers or {}
        self.members = members

    def document(self, *, origin: str, request_id: str) -> dict[str, Any]:
        """The problem as the JSON object of RFC 9457, with our `code`, `request_id` and `errors`."""
        body: dict[str, Any] = {
            "type": f"{origin}/api/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request_id": request_id,
        }
        if self.errors:
            body["errors"] = [error.as_json() for error in self.errors]
        return body | self.members


def _subclasses(of: type[Problem]) -> Iterator[type[Problem]]:
    for child in of.__subclasses__():
        yield child
        yield from _subclasses(child)


def catalogue() -> dict[str, type[Problem]]:
    """Every problem by its code, in the order of the tree above."""
    return {problem.code: problem for problem in _subclasses(Problem)}


def explanation(problem: type[Problem]) -> str:
    """What the problem means and what to do about it, in one paragraph."""
    return " ".join((problem.__doc__ or "").split())


def from_status(status: int) -> type[Problem]:
    """The most general problem of an HTTP status; raises `StopIteration` for a status that has none."""
    return next(problem for problem in catalogue().values() if problem.status == status)


SCHEMA_NAME = "Problem"
_CHANGED: dict[str, Any] = {
    "description": "The value at the pointer: true for a locked meal, both kinds of day for `minutes`.",
    "anyOf": [
        {"type": "number"},
        {"type": "boolean"},
        {"type": "object", "additionalProperties": {"type": "integer"}},
    ],
}
SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457 problem details; `type` leads to a page about the `code`.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "maxLength": 2048},
        "title": {"type": "string", "maxLength": 200},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "maxLength": 2000},
        "code": {"type": "string", "maxLength": 64},
        "request_id": {"type": "string", "format": "uuid"},
        "errors": {
            "type": "array",
            "maxItems": 50,
            "items": {
                "type": "object",
                "required": ["in", "pointer", "message"],
                "properties": {
                    "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
                    "pointer": {"type": "string", "maxLength": 500},
                    "message": {"type": "string", "maxLength": 1000},
                },
            },
        },
        "proved": {"type": "boolean", "description": "Whether it is certain that no plan meets the wishes."},
        "relaxations": {
            "type": "array",
            "maxItems": 8,
            "description": "Single changes that each give a plan with all else unchanged, least asked first.",
            "items": {
                "type": "object",
                "required": ["pointer", "from", "to", "message"],
                "properties": {
                    "pointer": {"type": "string", "maxLength": 500},
                    "from": _CHANGED,
                    "to": _CHANGED,
                    "message": {"type": "string", "maxLength": 1000},
                },
            },
        },
    },
}


def responses(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI responses for the problems that a route raises, grouped by status."""
    grouped: dict[int, list[type[Problem]]] = {}
    for problem in problems:
        grouped.setdefault(problem.status, []).append(problem)
    return {
        status: {
            "description": " or ".join(f"`{problem.code}`" for problem in group) + f": {HTTPStatus(status).phrase}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{SCHEMA_NAME}"}}},
        }
        for status, group in grouped.items()
    }
