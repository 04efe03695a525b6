"""Reads recipes that stand elsewhere, as drafts: nothing is stored, and no food is taken for certain."""

import asyncio

from sqlmodel.ext.asyncio.session import AsyncSession

from lib.clients import pages
from lib.clients.pages import PageRefused, PageUnavailable
from lib.errors import AddressRefused, NoRecipeFound, PageUnreadable
from lib.problem import FieldError
from lib.recipes import own_queries, plain_text, schema_org, suggestions
from lib.recipes.draft import Draft
from lib.recipes.meals import Meal
from lib.recipes.own_schemas import RecipeDraft, RecipeSource
from lib.recipes.schemas import LineRead, MinutesRead

_USUAL_MEALS: tuple[Meal, ...] = ("lunch", "dinner")


async def read(source: RecipeSource) -> Draft:
    """What the source says of a recipe; no connection to the database is held meanwhile.

    Raises:
        AddressRefused: its page is not for us to fetch.
        PageUnreadable: its page could not be had.
        NoRecipeFound: there is no line of ingredients in it.
    """
    if source.text is not None:
        return _found(await asyncio.to_thread(plain_text.read, source.text), "/text")
    page = await _page(source.url or "")
    return _found(await asyncio.to_thread(schema_org.read, page), "/url")


async def _page(url: str) -> str:
    try:
        return await pages.fetch(url)
    except PageRefused as error:
        raise AddressRefused(errors=[FieldError("/url", str(error))]) from error
    except PageUnavailable as error:
        raise PageUnreadable(errors=[FieldError("/url", str(error))]) from error


def _found(draft: Draft | None, pointer: str) -> Draft:
    if draft is None or not draft.lines:
        raise NoRecipeFound(errors=[FieldError(pointer, "Holds no ingredients that we could read.")])
    return draft


async def suggest(session: AsyncSession, draft: Draft) -> RecipeDraft:
    """The draft with the foods that its lines may mean."""
    index = suggestions.index_of(await own_queries.list_weights(session))
    minutes = draft.minutes
    return RecipeDraft(
        title=draft.title,
        servings=draft.servings,
        meals=list(draft.meals or _USUAL_MEALS),
        minutes=minutes and MinutesRead(prep=minutes.prep, cook=minutes.cook, total=minutes.total),
        cuisine=draft.cuisine,
        steps=list(draft.steps),
        lines=[
            LineRead(text=text, food=None, grams=None, confirmed=False, suggestions=suggestions.suggest(index, text))
            for text in draft.lines
        ],
    )
