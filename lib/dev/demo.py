"""The demo account of development: an address, a password, preferences and two weeks of plans; and keys for it."""

import asyncio
import datetime as dt
from uuid import UUID

from lib import clock, db, settings
from lib.accounts import api_keys, passwords, queries, service
from lib.accounts.preferences import Minutes, Preferences, Range, WeeklyRule
from lib.accounts.schemas import ApiKeyCreate
from lib.auth import SCOPES
from lib.models.account import Account
from lib.planning.schemas import PlanRequest
from lib.recipes.vocabulary import Tag

EMAIL = "demo@tiffin.example"
PASSWORD = "soup for a rainy day"  # noqa: S105 - printed on every start of a development server, and used nowhere else
_WEEK = dt.timedelta(days=7)
_PREFERENCES = Preferences(
    diet=None,
    meals=["breakfast", "lunch", "dinner", "snack"],
    servings=2,
    kcal=Range(target=2100),
    protein_g=Range(min=70),
    minutes=Minutes(weekday=40),
    weekly_rules=[WeeklyRule(tag=Tag.FISH, min=2), WeeklyRule(tag=Tag.RED_MEAT, max=2)],
)


async def ensure_demo() -> dict[str, str]:
    """The demo account exists, with what it eats and its last and its present week; returns its sign-in."""
    try:
        if await _find() is None:
            await _make()
    finally:
        await db.dispose()
    return {"email": EMAIL, "password": PASSWORD}


async def new_key() -> str:
    """A fresh API key of the demo account, with every scope, good for a day; older ones of it are gone."""
    try:
        account = await _find()
        if account is None:
            raise LookupError("there is no demo account; `python3 -m lib.dev` makes it")
        request = ApiKeyCreate(name="lib.dev token", scopes=list(SCOPES), expires_at=clock.now() + dt.timedelta(days=1))
        async with db.transaction() as session:
            for key in await queries.list_api_keys(session, account.id, api_keys.MAX_KEYS):
                await queries.delete_api_key(session, account.id, key.id)
            return (await api_keys.create(session, account.id, request)).key
    finally:
        await db.dispose()


def main(_: list[str]) -> int:
    """Print a fresh API key of the demo account."""
    if settings.get().environment != "development":
        print("The demo account exists in development only.")
        return 1
    print(asyncio.run(new_key()))
    return 0


async def _find() -> Account | None:
    async with db.read_only() as session:
        return await queries.find_account(session, EMAIL)


async def _make() -> None:
    account = Account(email=EMAIL, name="Demo", password_hash=await passwords.hashed(PASSWORD))
    async with db.transaction() as session:
        await queries.add_account(session, account)
        await service.write_preferences(session, account.id, _PREFERENCES)
    await _plan_weeks(account.id)


async def _plan_weeks(account: UUID) -> None:
    """Plans of the week before and of this one, as if somebody had used Tiffin for a while."""
    from lib.planning import generation

    today = clock.now().date()
    monday = today - dt.timedelta(days=today.weekday())
    for seed, starts_on in enumerate((monday - _WEEK, monday), start=1):
        await generation.generate(account, PlanRequest(starts_on=starts_on, seed=seed), _PREFERENCES, None)
