"""Settings: documented where people look for them, refused where they are dangerous."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from lib.settings import Settings, read

ROOT = Path(__file__).resolve().parents[2]


def _variables() -> set[str]:
    names: set[str] = set()
    for field in Settings.model_fields.values():
        alias = field.validation_alias
        names.add(alias if isinstance(alias, str) else str(alias.choices[0]))  # type: ignore[union-attr]
    return names


def test_every_variable_stands_in_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)) == _variables()


def test_every_variable_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()

    assert {name for name in _variables() if f"`{name}`" not in readme} == set()


def test_every_variable_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_production_is_served_over_tls_only() -> None:
    with pytest.raises(ValidationError, match="https"):
        Settings.model_validate({"TIFFIN_ENV": "production", "APP_URL": "http://tiffin.example"})


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = Settings.model_validate({"SECRET_KEY": "s3cr3t" * 8, "DATABASE_URL": "postgresql://u:hunter2@h/d"})

    assert "s3cr3t" not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", "short"), ("CRON_SECRET", "x"), ("APP_URL", "tiffin")])
def test_what_is_malformed_is_named(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings.model_validate({name: value})


def test_an_empty_variable_counts_as_none() -> None:
    assert read({"SECRET_KEY": "", "DATABASE_URL": ""}).secret_key is None


@pytest.mark.parametrize(
    ("environment", "origin"),
    [
        ({"VERCEL_ENV": "production"}, "https://tiffin.example"),
        ({"VERCEL_ENV": "preview"}, "https://tiffin-x1.example"),
        ({"VERCEL_ENV": "production", "APP_URL": "https://eat.example/"}, "https://eat.example"),
    ],
)
def test_our_address_is_the_one_we_are_told_or_vercels(environment: dict[str, str], origin: str) -> None:
    vercels = {"VERCEL_URL": "tiffin-x1.example", "VERCEL_PROJECT_PRODUCTION_URL": "tiffin.example"}

    assert read(vercels | environment).origin == origin
