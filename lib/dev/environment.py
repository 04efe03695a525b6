"""The environment that the app gets in development: what the person set, and for the rest the embedded parts.

What is set in the shell comes before `.env`, and either before what is embedded. Secrets are made once per project
folder and kept in `.data/`, readable by nobody else.
"""

import json
import os
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dotenv import dotenv_values

from lib.dev.paths import DATA, ROOT

_SECRETS = DATA / "secrets.json"
_CHOICES = {
    # variable: the variables that go with it, so that nobody gets half of a service
    "DATABASE_URL": ("DATABASE_URL_UNPOOLED",),
    "KV_REST_API_URL": ("KV_REST_API_TOKEN", "KV_REST_API_READ_ONLY_TOKEN"),
    "RESEND_API_URL": ("RESEND_API_KEY",),
}
SERVICES = frozenset(_CHOICES) | frozenset(name for names in _CHOICES.values() for name in names)


@cache
def chosen() -> Mapping[str, str]:
    """What the person set themselves, in the shell or in `.env`; empty values count as not set."""
    from_file = {name: value for name, value in dotenv_values(ROOT / ".env").items() if value}
    return from_file | {name: value for name, value in os.environ.items() if value}


def brings_own(variable: str) -> bool:
    """Whether the person points this variable at a service of their own, so that the embedded one steps aside."""
    return variable in chosen()


def complete(embedded: Mapping[str, str], app_url: str) -> dict[str, str]:
    """Everything the app reads, given what the embedded parts say about themselves."""
    own = dict(chosen())
    for variable, companions in _CHOICES.items():
        if variable not in own:
            for companion in companions:
                own.pop(companion, None)
    if "DATABASE_URL" in own:
        own.setdefault("DATABASE_URL_UNPOOLED", own["DATABASE_URL"])
    defaults = {
        "TIFFIN_ENV": "development",
        "APP_URL": app_url,
        "MAIL_FROM": "Tiffin <hello@localhost>",
        **kept_secrets(),
    }
    return defaults | dict(embedded) | own


def kept_secrets() -> dict[str, str]:
    """Random secrets, the same ones at every start until `.data/` is removed."""
    if not _SECRETS.exists():
        made = {name: secrets.token_urlsafe(32) for name in ("SECRET_KEY", "CRON_SECRET")}
        write_private(_SECRETS, json.dumps(made))
    loaded: dict[str, str] = json.loads(_SECRETS.read_text())
    return loaded


def write_private(file: Path, text: str) -> None:
    """The file holds the text, whole or not at all, and only we can read it."""
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
    unfinished.replace(file)
