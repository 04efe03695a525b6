"""`/api/v1/meal-plans`: generate, list, read and delete meal plans, shop for them, and subscribe to them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Response
from fastapi.responses import HTMLResponse

from lib import problem
from lib.accounts import service as accounts
from lib.app import create_app
from lib.auth import User, require_scope
from lib.calendars import answers
from lib.calendars import service as calendars
from lib.db import read_only
from lib.errors import (
    DatabaseUnavailable,
    InvalidCursor,
    NotFound,
    PlanInfeasible,
    PlannerBusy,
    ScopeMissing,
    Unauthenticated,
    ValidationFailed,
)
from lib.paging import Page
from lib.planning import service
from lib.planning.schemas import PlanQuery, PlanRead, PlanRequest, PlanSummary
from lib.recipes import service as recipes
from lib.shopping import page, sheet
from lib.shopping import service as shopping
from lib.shopping.schemas import ShoppingListRead, TickPatch, TickRead

app = create_app("Meal plans", uses_database=True)

Reader = Annotated[User, Depends(require_scope("plans:read"))]
Writer = Annotated[User, Depends(require_scope("plans:write"))]
_SIGNED_IN = (Unauthenticated, ScopeMissing, ValidationFailed, DatabaseUnavailable)
_ONE = problem.responses(*_SIGNED_IN, NotFound)
_LOCATION = {"Location": {"description": "The new plan's address", "schema": {"type": "string"}}}


@app.post(
    "/api/v1/meal-plans",
    status_code=201,
    tags=["Meal plans"],
    responses={**problem.responses(*_SIGNED_IN, PlanInfeasible, PlannerBusy), 201: {"headers": _LOCATION}},
)
async def generate_plan(wanted: PlanRequest, user: Writer, response: Response) -> PlanRead:
    """Compute, verify and store a plan that respects the user's preferences."""
    from lib.planning import generation  # numpy and HiGHS are paid for by this route alone

    async with read_only() as session:
        stored = await accounts.read_preferences(session, user.id)
        await recipes.require_known_foods(session, wanted.dislikes, "/preferences/dislikes")
    plan = await generation.generate(user.id, wanted, stored)
    response.headers["Location"] = f"/api/v1/meal-plans/{plan.id}"
    return plan


@app.get("/api/v1/meal-plans", tags=["Meal plans"], responses=problem.responses(*_SIGNED_IN, InvalidCursor))
async def list_plans(wanted: PlanQuery, user: Reader) -> Page[PlanSummary]:
    """List the user's plans, newest first."""
    async with read_only() as session:
        return await service.list_plans(session, user.id, wanted)


@app.get("/api/v1/meal-plans/{plan_id}", tags=["Meal plans"], responses=problem.responses(*_SIGNED_IN, NotFound))
async def get_plan(plan_id: UUID, user: Reader) -> PlanRead:
    """Read a plan with its meals and each day's nutrition."""
    async with read_only() as session:
        return await service.read_plan(session, user.id, plan_id)


@app.delete(
    "/api/v1/meal-plans/{plan_id}",
    status_code=204,
    tags=["Meal plans"],
    responses=problem.responses(*_SIGNED_IN, NotFound),
)
async def delete_plan(plan_id: UUID, user: Writer) -> None:
    """Delete a plan and its meals."""
    async with read_only() as session:
        await service.delete_plan(session, user.id, plan_id)


@app.get("/api/v1/meal-plans/{plan_id}/shopping-list", tags=["Shopping"], responses=_ONE)
async def get_shopping_list(plan_id: UUID, user: Reader) -> ShoppingListRead:
    """Read what to buy for a plan: less what is at home, by the pack, aisle by aisle, with the meals that need it."""
    async with read_only() as session:
        return await shopping.read_list(session, user.id, plan_id)


@app.get(
    "/api/v1/meal-plans/{plan_id}/shopping-list.csv",
    tags=["Shopping"],
    response_class=Response,
    responses={**_ONE, 200: sheet.ANSWER},
)
async def get_shopping_list_csv(plan_id: UUID, user: Reader) -> Response:
    """Read the same list as a file for a spreadsheet."""
    async with read_only() as session:
        wanted = await shopping.read_list(session, user.id, plan_id)
    return Response(sheet.sheet(wanted), media_type=sheet.MEDIA_TYPE, headers=sheet.headers(wanted))


@app.get(
    "/api/v1/meal-plans/{plan_id}/shopping-list.html", tags=["Shopping"], response_class=HTMLResponse, responses=_ONE
)
async def get_shopping_list_page(plan_id: UUID, user: Reader) -> HTMLResponse:
    """Read the same list as a page to print."""
    async with read_only() as session:
        wanted = await shopping.read_list(session, user.id, plan_id)
    return HTMLResponse(page.page(wanted), headers=page.PAGE_HEADERS)


@app.patch("/api/v1/meal-plans/{plan_id}/shopping-list/items/{item_id}", tags=["Shopping"], responses=_ONE)
async def update_shopping_item(plan_id: UUID, item_id: UUID, patch: TickPatch, user: Writer) -> TickRead:
    """Tick an item off, or take the tick back; ticks stay when the plan changes."""
    async with read_only() as session:
        return await shopping.write_tick(session, user.id, plan_id, item_id, patch)


@app.get(
    "/api/v1/meal-plans/calendar/{token}.ics",
    tags=["Calendar"],
    response_class=Response,
    responses={**answers.ANSWERS, **problem.responses(NotFound, ValidationFailed, DatabaseUnavailable)},
)
async def get_calendar(token: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """Read the meals of the last month and of all that is planned, by the address of a feed and without signing in."""
    async with read_only() as session:
        calendar = await calendars.read_calendar(session, token)
    return answers.answer(calendar, if_none_match)
