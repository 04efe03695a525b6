"""Every operation of the API, walked from the OpenAPI document that the functions themselves give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lib.dev import openapi

type Path = tuple[str | int, ...]
"""Where a slot is in a body: names and indexes from the root."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value outside the body."""

    place: str
    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A method at a path; `body` is the resolved schema of what it takes, if it takes anything."""

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Mapping[str, Any] | None
    needs_user: bool

    def at(self, **values: str) -> str:
        """The path with these values in its slots, as they are."""
        return self.path.format(**values)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of today's code."""
    return openapi.build()


@cache
def all_operations() -> tuple[Operation, ...]:
    """Every operation, in the order of the document."""
    found = [
        _operation(method, path, item) for path, items in document()["paths"].items() for method, item in items.items()
    ]
    assert len({operation.id for operation in found}) == len(found)
    return tuple(found)


def by_id(identity: str) -> Operation:
    """The operation with this id."""
    return next(operation for operation in all_operations() if operation.id == identity)


def _operation(method: str, path: str, item: Mapping[str, Any]) -> Operation:
    body = item.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    parameters = tuple(Parameter(one["in"], one["name"]) for one in item.get("parameters", []))
    needs_user = bool(item.get("security")) and {} not in item["security"]
    return Operation(
        item["operationId"], method.upper(), path, parameters, resolved(body) if body else None, needs_user
    )


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself where it is only named, and what a nullable one holds when it is not null."""
    while True:
        if "$ref" in schema:
            schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        elif "anyOf" in schema:
            schema = next(choice for choice in schema["anyOf"] if choice.get("type") != "null")
        else:
            return schema


def slots(schema: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """Every place of a body that takes a value: the root, each property, the first item of each array."""
    schema = resolved(schema)
    yield path
    for name, inner in schema.get("properties", {}).items():
        yield from slots(inner, (*path, name))
    if "items" in schema:
        yield from slots(schema["items"], (*path, 0))


def object_slots(schema: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """Every place of a body where an object stands."""
    return (slot for slot in slots(schema, path) if "properties" in _schema_at(schema, slot))


def types_at(schema: Mapping[str, Any], slot: Path) -> list[str]:
    """The types of JSON that the slot takes, apart from null."""
    *before, last = slot or (None,)
    found = schema if last is None else _inner(_schema_at(schema, tuple(before)), last)
    choices = [resolved(choice) for choice in _choices(found)]
    return [choice["type"] for choice in choices if choice.get("type") != "null"]


def _choices(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The schemas of which one is enough."""
    return list(schema.get("anyOf", [schema]))


def _inner(schema: Mapping[str, Any], step: str | int) -> Mapping[str, Any]:
    inner: Mapping[str, Any] = schema["items"] if isinstance(step, int) else schema["properties"][step]
    return inner


def _schema_at(schema: Mapping[str, Any], slot: Path) -> Mapping[str, Any]:
    schema = resolved(schema)
    for step in slot:
        schema = resolved(_inner(schema, step))
    return schema


def with_value(body: Any, slot: Path, value: Any) -> Any:
    """A copy of the body that holds the value at the slot.

    Raises:
        LookupError: the body has no such slot.
    """
    if not slot:
        return value
    step, *rest = slot
    copy: Any = list(body) if isinstance(body, list) else dict(body)
    copy[step] = with_value(body[step], tuple(rest), value)
    return copy


def value_at(body: Any, slot: Path) -> Any:
    """What the body holds at the slot."""
    for step in slot:
        body = body[step]
    return body


def pointer(slot: Path) -> str:
    """The slot as a JSON pointer (RFC 6901)."""
    return "".join(f"/{step}" for step in slot)
