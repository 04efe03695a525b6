"""What the person sets goes before what is embedded, and never by halves."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lib.dev import environment

EMBEDDED = {
    "DATABASE_URL": "postgresql://embedded",
    "DATABASE_URL_UNPOOLED": "postgresql://embedded",
    "KV_REST_API_URL": "http://embedded",
    "KV_REST_API_TOKEN": "embedded",
}


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Mapping[str, str]], dict[str, str]]:
    def made(own: Mapping[str, str]) -> dict[str, str]:
        monkeypatch.setattr(environment, "chosen", lambda: own)
        return environment.complete(EMBEDDED, "http://localhost:3000")

    monkeypatch.setattr(environment, "_SECRETS", tmp_path / "secrets.json")
    return made


def test_takes_the_embedded_parts_where_nothing_is_set(
    complete: Callable[[Mapping[str, str]], dict[str, str]],
) -> None:
    found = complete({})

    assert found.items() >= EMBEDDED.items()
    assert found["TIFFIN_ENV"] == "development"
    assert len(found["SECRET_KEY"]) >= 32


def test_takes_the_persons_database_for_both_addresses(
    complete: Callable[[Mapping[str, str]], dict[str, str]],
) -> None:
    found = complete({"DATABASE_URL": "postgresql://own"})

    assert (found["DATABASE_URL"], found["DATABASE_URL_UNPOOLED"]) == ("postgresql://own", "postgresql://own")
    assert found["KV_REST_API_URL"] == "http://embedded"


def test_never_sends_a_persons_token_to_an_embedded_part(
    complete: Callable[[Mapping[str, str]], dict[str, str]],
) -> None:
    found = complete({"KV_REST_API_TOKEN": "own"})

    assert found["KV_REST_API_TOKEN"] == "embedded"


def test_makes_secrets_once_and_for_us_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secrets.json"
    monkeypatch.setattr(environment, "_SECRETS", file)

    first, second = environment.kept_secrets(), environment.kept_secrets()

    assert first == second
    assert file.stat().st_mode & 0o077 == 0
