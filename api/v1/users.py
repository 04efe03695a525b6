"""`/api/v1/users/me`: the profile, what somebody eats and has at home, their API keys and calendar."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from lib import problem
from lib.accounts import api_keys, energy, service
from lib.accounts.energy import EnergyEstimate
from lib.accounts.preferences import Preferences
from lib.accounts.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyRead, UserPatch, UserRead
from lib.app import create_app
from lib.auth import BrowserUser, User, require_scope
from lib.calendars import service as calendars
from lib.calendars.schemas import CalendarRead
from lib.db import read_only, transaction
from lib.errors import (
    DatabaseUnavailable,
    NotFound,
    ScopeMissing,
    TooManyApiKeys,
    Unauthenticated,
    ValidationFailed,
)
from lib.paging import Page
from lib.recipes import service as recipes
from lib.shopping import service as shopping
from lib.shopping.schemas import Pantry

app = create_app("Users", uses_database=True)

Reader = Annotated[User, Depends(require_scope("profile:read"))]
Writer = Annotated[User, Depends(require_scope("profile:write"))]
_SIGNED_IN = (Unauthenticated, ScopeMissing, DatabaseUnavailable)


@app.get("/api/v1/users/me", tags=["Users"], responses=problem.responses(*_SIGNED_IN))
async def get_me(user: Reader) -> UserRead:
    """Read the profile of whoever is signed in."""
    return service.show(user)


@app.patch("/api/v1/users/me", tags=["Users"], responses=problem.responses(*_SIGNED_IN, ValidationFailed))
async def update_me(patch: UserPatch, user: Writer) -> UserRead:
    """Change the profile; what is not sent stays."""
    async with read_only() as session:
        return await service.update_profile(session, user, patch)


@app.get("/api/v1/users/me/preferences", tags=["Users"], responses=problem.responses(*_SIGNED_IN))
async def get_preferences(user: Reader) -> Preferences:
    """Read what the user eats; the defaults until they say so."""
    async with read_only() as session:
        return await service.read_preferences(session, user.id)


@app.put("/api/v1/users/me/preferences", tags=["Users"], responses=problem.responses(*_SIGNED_IN, ValidationFailed))
async def replace_preferences(wanted: Preferences, user: Writer) -> Preferences:
    """Replace what the user eats; fields that are not sent take their defaults."""
    async with read_only() as session:
        await recipes.require_known(session, wanted.foods(), wanted.named_cuisines())
        return await service.write_preferences(session, user.id, wanted)


@app.post(
    "/api/v1/users/me/energy-estimate", tags=["Users"], responses=problem.responses(*_SIGNED_IN, ValidationFailed)
)
async def estimate_energy(body: energy.Body, _: Reader) -> EnergyEstimate:
    """Estimate an adult's energy by two published formulas, with ranges for preferences; nothing is stored."""
    return energy.estimate(body)


@app.get("/api/v1/users/me/api-keys", tags=["Users"], responses=problem.responses(*_SIGNED_IN))
async def list_api_keys(user: BrowserUser) -> Page[ApiKeyRead]:
    """List the user's API keys, newest first, without the keys themselves."""
    async with read_only() as session:
        return await api_keys.list_all(session, user.id)


@app.post(
    "/api/v1/users/me/api-keys",
    status_code=201,
    tags=["Users"],
    responses=problem.responses(*_SIGNED_IN, ValidationFailed, TooManyApiKeys),
)
async def create_api_key(wanted: ApiKeyCreate, user: BrowserUser) -> ApiKeyCreated:
    """Make an API key; it is shown in this answer and never again."""
    async with transaction() as session:
        return await api_keys.create(session, user.id, wanted)


@app.delete(
    "/api/v1/users/me/api-keys/{key_id}",
    status_code=204,
    tags=["Users"],
    responses=problem.responses(*_SIGNED_IN, NotFound, ValidationFailed),
)
async def delete_api_key(key_id: UUID, user: BrowserUser) -> None:
    """Delete an API key; it opens nothing any more."""
    async with read_only() as session:
        await api_keys.delete(session, user.id, key_id)


@app.get("/api/v1/users/me/pantry", tags=["Users"], responses=problem.responses(*_SIGNED_IN))
async def get_pantry(user: Reader) -> Pantry:
    """Read what the user has at home, by name; shopping lists leave it out."""
    async with read_only() as session:
        return await shopping.read_pantry(session, user.id)


@app.put("/api/v1/users/me/pantry", tags=["Users"], responses=problem.responses(*_SIGNED_IN, ValidationFailed))
async def replace_pantry(wanted: Pantry, user: Writer) -> Pantry:
    """Replace what the user has at home; what is not sent is used up."""
    async with transaction() as session:
        return await shopping.write_pantry(session, user.id, wanted)


@app.get("/api/v1/users/me/calendar-feed", tags=["Calendar"], responses=problem.responses(*_SIGNED_IN))
async def get_calendar_feed(user: BrowserUser) -> CalendarRead:
    """Read whether the user's plans can be read as a calendar, and at which address."""
    async with read_only() as session:
        return await calendars.read_feed(session, user.id)


@app.post(
    "/api/v1/users/me/calendar-feed", status_code=201, tags=["Calendar"], responses=problem.responses(*_SIGNED_IN)
)
async def renew_calendar_feed(user: BrowserUser) -> CalendarRead:
    """Make an address at which calendar programs read the user's plans; the one before opens nothing any more."""
    async with read_only() as session:
        return await calendars.renew_feed(session, user.id)


@app.delete(
    "/api/v1/users/me/calendar-feed", status_code=204, tags=["Calendar"], responses=problem.responses(*_SIGNED_IN)
)
async def delete_calendar_feed(user: BrowserUser) -> None:
    """End the calendar; its address opens nothing any more. There being none is just as well."""
    async with read_only() as session:
        await calendars.end_feed(session, user.id)
