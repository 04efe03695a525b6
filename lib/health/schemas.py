"""What the health endpoints answer."""

from typing import Literal

from pydantic import BaseModel


class Health(BaseModel):
    """The function runs."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """Whether requests can be served, and what each dependency says."""

    status: Literal["ready", "not_ready"]
    database: Literal["ok", "unavailable", "not_configured", "behind"]
    redis: Literal["ok", "unavailable", "not_configured"]
