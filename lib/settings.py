"""Every environment variable that Tiffin reads, typed and validated once.

This is the only module that reads the environment; secrets never leave it as plain strings unless they are used.
"""

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, Self

from pydantic import AliasChoices, AnyHttpUrl, BaseModel, ConfigDict, Field, SecretStr, model_validator


class Settings(BaseModel):
    """The settings that an environment's variables make."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    environment: Literal["development", "preview", "production"] = Field(
        "production",
        validation_alias=AliasChoices("TIFFIN_ENV", "VERCEL_ENV"),
        description="Where this runs; Vercel sets VERCEL_ENV itself.",
    )
    app_url: AnyHttpUrl = Field(
        AnyHttpUrl("http://localhost:3000"),
        validation_alias="APP_URL",
        description="The address that people see, without a slash at the end; links in mail start with it.",
    )
    secret_key: SecretStr | None = Field(
        None,
        validation_alias="SECRET_KEY",
        min_length=32,
        description="At least 32 random characters; signs cursors and one-time links.",
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="Postgres, through Neon's pooler (the host with `-pooler`).",
    )
    database_url_unpooled: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL_UNPOOLED",
        description="Postgres without the pooler; migrations and the catalogue's loader use it.",
    )
    database_pool_size: int = Field(
        5, validation_alias="DATABASE_POOL_SIZE", ge=1, le=50, description="Connections per pool and instance."
    )
    kv_rest_api_url: AnyHttpUrl | None = Field(
        None, validation_alias="KV_REST_API_URL", description="Upstash Redis, REST address."
    )
    kv_rest_api_token: SecretStr | None = Field(
        None, validation_alias="KV_REST_API_TOKEN", description="Upstash Redis, REST token."
    )
    resend_api_url: AnyHttpUrl = Field(
        AnyHttpUrl("https://api.resend.com"),
        validation_alias="RESEND_API_URL",
        description="Resend's API; development points it at the emulator.",
    )
    resend_api_key: SecretStr | None = Field(None, validation_alias="RESEND_API_KEY", description="Resend's API key.")
    mail_from: str = Field(
        "Tiffin <hello@localhost>",
        validation_alias="MAIL_FROM",
        description="Sender of every mail, on a domain that Resend has verified.",
    )
    cron_secret: SecretStr | None = Field(
        None,
        validation_alias="CRON_SECRET",
        min_length=16,
        description="Vercel sends it with every cron call; without it all of them are refused.",
    )
    release: str = Field(
        "local", validation_alias="VERCEL_GIT_COMMIT_SHA", description="Set by Vercel; written in every log line."
    )

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        """Refuse to run in production over plain HTTP, where session cookies could be read on the way."""
        local = self.app_url.host in {"localhost", "127.0.0.1"}
        if self.environment == "production" and self.app_url.scheme != "https" and not local:
            raise ValueError("APP_URL must start with https:// in production")
        return self

    @property
    def origin(self) -> str:
        """`APP_URL` without a slash at the end."""
        return str(self.app_url).rstrip("/")

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS, so that cookies may carry the `__Host-` prefix."""
        return self.app_url.scheme == "https"


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of these variables; an empty one counts as none, and without `APP_URL` Vercel's own address does.

    Raises:
        ValidationError: a variable is malformed.
    """
    given = {name: value for name, value in environment.items() if value}
    is_preview = given.get("VERCEL_ENV") == "preview"
    address = given.get("VERCEL_URL" if is_preview else "VERCEL_PROJECT_PRODUCTION_URL")
    return Settings.model_validate(({"APP_URL": f"https://{address}"} if address else {}) | given)


@lru_cache(maxsize=1)
def get() -> Settings:
    """The settings of this process, read once."""
    return read(os.environ)
