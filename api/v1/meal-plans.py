"""`/api/v1/meal-plans`: generate, check, adjust and delete meal plans, shop for them, and subscribe to them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Response
from fastapi.responses import HTMLResponse

from lib import etags, idempotency, problem
from lib.accounts import service as accounts
from lib.app import create_app
from lib.auth import User, require_scope
from lib.calendars import answers
from lib.calendars import service as calendars
from lib.db import read_only
from lib.errors import (
    DatabaseUnavailable,
    GenerationInProgress,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    InvalidCursor,
    MealLocked,
    NotFound,
    PlanBroken,
    PlanInfeasible,
    PlannerBusy,
    PreconditionFailed,
    ScopeMissing,
    Unauthenticated,
    ValidationFailed,
)
from lib.etags import IfMatch
from lib.idempotency import WithKey
from lib.paging import Page
from lib.planning import service
from lib.planning.schemas import (
    Alternatives,
    CertificateReport,
    MealPatch,
    PlanChange,
    PlanQuery,
    PlanRead,
    PlanRequest,
    PlanSummary,
    RegenerateRequest,
    SwapRequest,
)
from lib.recipes import service as recipes
from lib.shopping import page, sheet
from lib.shopping import service as shopping
from lib.shopping.schemas import ShoppingListRead, TickPatch, TickRead

app = create_app("Meal plans", uses_database=True)

Reader = Annotated[User, Depends(require_scope("plans:read"))]
Writer = Annotated[User, Depends(require_scope("plans:write"))]
_SIGNED_IN = (Unauthenticated, ScopeMissing, ValidationFailed, DatabaseUnavailable)
_ETAG = {"ETag": {"description": "The plan's version, for `If-Match`", "schema": {"type": "string"}}}
_ONE = problem.responses(*_SIGNED_IN, NotFound)
_LOCATION = {"Location": {"description": "The new plan's address", "schema": {"type": "string"}}}
_WITH_ETAG: dict[int | str, dict[str, Any]] = {200: {"headers": _ETAG}}
_CHANGE = problem.responses(*_SIGNED_IN, NotFound, PreconditionFailed, PlanBroken) | _WITH_ETAG


@app.post(
    "/api/v1/meal-plans",
    status_code=201,
    tags=["Meal plans"],
    response_model=PlanRead,
    responses={
        **problem.responses(
            *_SIGNED_IN,
            IdempotencyKeyInvalid,
            IdempotencyKeyReused,
            GenerationInProgress,
            PlanInfeasible,
            PlannerBusy,
        ),
        201: {"headers": _LOCATION | _ETAG},
    },
)
async def generate_plan(wanted: PlanRequest, user: Writer, keyed: WithKey) -> Response:
    """Compute, verify and store a plan that respects the user's preferences."""
    from lib.planning import generation  # numpy and HiGHS are paid for by this route alone

    async with read_only() as session:
        if keyed is not None and (answer := await idempotency.find(session, user.id, keyed)):
            return answer.response()
        stored = await accounts.read_preferences(session, user.id)
        await recipes.require_known(session, wanted.foods(), wanted.named_cuisines())
    return (await generation.generate(user.id, wanted, stored, keyed)).response()


@app.get("/api/v1/meal-plans", tags=["Meal plans"], responses=problem.responses(*_SIGNED_IN, InvalidCursor))
async def list_plans(wanted: PlanQuery, user: Reader) -> Page[PlanSummary]:
    """List the user's plans, newest first."""
    async with read_only() as session:
        return await service.list_plans(session, user.id, wanted)


@app.get(
    "/api/v1/meal-plans/{plan_id}",
    tags=["Meal plans"],
    responses=problem.responses(*_SIGNED_IN, NotFound) | _WITH_ETAG,
)
async def get_plan(plan_id: UUID, user: Reader, response: Response) -> PlanRead:
    """Read a plan with its meals, each day's nutrition, and the wishes that it was made with."""
    async with read_only() as session:
        plan = await service.read_plan(session, user.id, plan_id)
    response.headers["ETag"] = etags.of(plan.version)
    return plan


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


@app.get(
    "/api/v1/meal-plans/{plan_id}/certificate",
    tags=["Meal plans"],
    responses=problem.responses(*_SIGNED_IN, NotFound),
)
async def get_certificate(plan_id: UUID, user: Reader) -> CertificateReport:
    """Hold a plan against its wishes and today's catalogue, rule by rule; the planner's code has no part in it."""
    from lib.planning import certificate  # only this route pays for it

    async with read_only() as session:
        return await certificate.report(session, user.id, plan_id)


@app.get(
    "/api/v1/meal-plans/{plan_id}/meals/{meal_id}/alternatives",
    tags=["Meal plans"],
    responses=problem.responses(*_SIGNED_IN, NotFound, PlannerBusy),
)
async def list_alternatives(plan_id: UUID, meal_id: UUID, user: Reader) -> Alternatives:
    """List up to three other dishes for a meal, ranked by the score of the plan with each."""
    from lib.planning import adjusting

    return await adjusting.list_alternatives(user.id, plan_id, meal_id)


@app.patch("/api/v1/meal-plans/{plan_id}/meals/{meal_id}", tags=["Meal plans"], responses=_CHANGE)
async def update_meal(
    plan_id: UUID, meal_id: UUID, wanted: MealPatch, user: Writer, version: IfMatch, response: Response
) -> PlanChange:
    """Lock or unlock a meal, change its portion or its dish; what would break a wish is refused."""
    from lib.planning import adjusting

    change = await adjusting.patch(user.id, (plan_id, meal_id), wanted, version)
    response.headers["ETag"] = etags.of(change.plan.version)
    return change


@app.post(
    "/api/v1/meal-plans/{plan_id}/meals/{meal_id}/swap",
    tags=["Meal plans"],
    responses=problem.responses(
        *_SIGNED_IN, NotFound, MealLocked, PreconditionFailed, PlanInfeasible, PlanBroken, PlannerBusy
    )
    | _WITH_ETAG,
)
async def swap_meal(
    plan_id: UUID, meal_id: UUID, wanted: SwapRequest, user: Writer, version: IfMatch, response: Response
) -> PlanChange:
    """Replace a meal by the best other dish; everything else stays as it is."""
    from lib.planning import adjusting

    change = await adjusting.swap(user.id, (plan_id, meal_id), wanted, version)
    response.headers["ETag"] = etags.of(change.plan.version)
    return change


@app.post(
    "/api/v1/meal-plans/{plan_id}/regenerate",
    tags=["Meal plans"],
    responses=problem.responses(*_SIGNED_IN, NotFound, PreconditionFailed, PlanInfeasible, PlanBroken, PlannerBusy)
    | _WITH_ETAG,
)
async def regenerate_plan(
    plan_id: UUID, wanted: RegenerateRequest, user: Writer, version: IfMatch, response: Response
) -> PlanChange:
    """Plan every meal anew that is not locked."""
    from lib.planning import regeneration  # numpy and HiGHS

    change = await regeneration.regenerate(user.id, plan_id, wanted, version)
    response.headers["ETag"] = etags.of(change.plan.version)
    return change


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
