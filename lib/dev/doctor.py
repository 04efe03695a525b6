"""`python3 -m lib.dev doctor`: which settings of production are missing or wrong, and how to get them."""

import argparse
import os
from collections.abc import Mapping

from pydantic import AliasChoices, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from lib import settings
from lib.dev import environment
from lib.settings import Settings

# Where each comes from; what is not named here has a default that suits production.
_SOURCES = {
    "APP_URL": "the address of the deployment, such as https://tiffin.example",
    "SECRET_KEY": 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
    "CRON_SECRET": 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"',
    "DATABASE_URL": "Vercel > Storage > Neon sets it; by hand: Neon > Connect, with pooling",
    "DATABASE_URL_UNPOOLED": "Vercel > Storage > Neon sets it; by hand: Neon > Connect, without pooling",
    "KV_REST_API_URL": "Vercel > Storage > Upstash for Redis sets it; by hand: Upstash > REST API",
    "KV_REST_API_TOKEN": "Vercel > Storage > Upstash for Redis sets it; by hand: Upstash > REST API",
    "RESEND_API_KEY": "Resend > API keys, with sending access",
    "MAIL_FROM": "an address on a domain that Resend > Domains has verified",
}


def run(_: argparse.Namespace) -> int:
    """Say what is missing; the value is 0 when nothing is."""
    given = environment.chosen()
    faults = _faults(given)
    print("Settings for production, as the shell and .env have them:\n")
    for variable, field in sorted(_variables().items()):
        if variable in _SOURCES or variable in faults:
            print(_line(variable, field, given.get(variable), faults.get(variable)))
    missing = [variable for variable in _SOURCES if variable not in given]
    if missing or faults:
        print(f"\n{len(missing)} missing, {len(faults)} wrong. On Vercel: Settings > Environment Variables.")
        return 1
    print("\nNothing is missing.")
    return 0


def _line(variable: str, field: FieldInfo, value: str | None, fault: str | None) -> str:
    if fault:
        return f"  WRONG    {variable:<24} {fault}"
    if value is None:
        return f"  missing  {variable:<24} {field.description}\n{'':36}{_SOURCES[variable]}"
    is_secret = SecretStr in getattr(field.annotation, "__args__", (field.annotation,))
    return f"  ok       {variable:<24} {'(set)' if is_secret else value}"


def _faults(given: Mapping[str, str]) -> dict[str, str]:
    """What the settings themselves find wrong when they are read as in production, by variable."""
    try:
        settings.read({**os.environ, **given, "TIFFIN_ENV": "production"})
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return {str(item["loc"][0]) if item["loc"] else "APP_URL": item["msg"] for item in found}
    return {}


def _variables() -> dict[str, FieldInfo]:
    named: dict[str, FieldInfo] = {}
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        first = alias.choices[0] if isinstance(alias, AliasChoices) else alias
        named[str(first or name.upper())] = field
    return named
