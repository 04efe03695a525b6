"""Everything that can go wrong for a client, as problems of RFC 9457 with stable codes.

    Problem
    ├── BadRequest                 400 bad_request
    │   ├── MalformedJson          400 malformed_json
    │   ├── InvalidCursor          400 invalid_cursor
    │   └── IdempotencyKeyInvalid  400 idempotency_key_invalid
    ├── Unauthenticated            401 unauthenticated
    │   ├── InvalidCredentials     401 invalid_credentials
    │   └── CronRefused            401 cron_refused
    ├── Forbidden                  403 forbidden
    │   ├── CrossSiteRequest       403 cross_site_request
    │   └── ScopeMissing           403 scope_missing
    ├── NotFound                   404 not_found
    ├── MethodNotAllowed           405 method_not_allowed
    ├── RequestTimeout             408 request_timeout
    ├── Conflict                   409 conflict
    │   ├── TooManyApiKeys         409 too_many_api_keys
    │   ├── GenerationInProgress   409 generation_in_progress
    │   ├── MealLocked             409 meal_locked
    │   └── TooManyRecipes         409 too_many_recipes
    ├── LinkExpired                410 link_expired
    ├── PreconditionFailed         412 precondition_failed
    ├── PayloadTooLarge            413 payload_too_large
    ├── UriTooLong                 414 uri_too_long
    ├── UnsupportedMediaType       415 unsupported_media_type
    ├── ValidationFailed           422 validation_failed
    │   ├── IdempotencyKeyReused   422 idempotency_key_reused
    │   ├── PlanInfeasible         422 plan_infeasible
    │   ├── PlanBroken             422 plan_broken
    │   ├── AddressRefused         422 address_refused
    │   ├── PageUnreadable         422 page_unreadable
    │   └── NoRecipeFound          422 no_recipe_found
    ├── InternalError              500 internal_error
    └── Unavailable                503 unavailable
        ├── DatabaseUnavailable    503 database_unavailable
        ├── PlannerBusy            503 planner_busy
        └── NotConfigured          503 not_configured

The first paragraph of a class's docstring is what `/api/problems/{code}` shows to people.
"""

from lib.problem import Problem


class BadRequest(Problem):
    """The request could not be read: its address, its headers or its text are not what HTTP and UTF-8 allow."""

    status, code, title = 400, "bad_request", "The request could not be read"


class MalformedJson(BadRequest):
    """The body is not JSON that we accept: UTF-8, at most 32 levels deep and 2,000 members, each name once in its
    object, numbers that fit, no NUL and no half of a surrogate pair.
    """

    code, title = "malformed_json", "The body is not acceptable JSON"


class InvalidCursor(BadRequest):
    """The cursor is not one that this list gave out, or it belongs to other filters. Start again without a cursor."""

    code, title = "invalid_cursor", "The cursor is not valid for this list"


class IdempotencyKeyInvalid(BadRequest):
    """`Idempotency-Key` holds 1 to 255 visible ASCII characters, in quotes or without. Send another."""

    code, title = "idempotency_key_invalid", "The idempotency key is not acceptable"


class Unauthenticated(Problem):
    """Nobody is signed in, or the session or key is no longer valid. Sign in again, or send a valid API key as
    `Authorization: Bearer tfn_...`.
    """

    status, code, title = 401, "unauthenticated", "Sign in first"

    def __init__(self, detail: str | None = None) -> None:
        """Name the scheme that programs sign in with, as RFC 9110 section 15.5.2 asks."""
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class InvalidCredentials(Unauthenticated):
    """The address and the password do not belong together, or there is no such account. We do not say which."""

    code, title = "invalid_credentials", "Address or password is wrong"


class CronRefused(Unauthenticated):
    """Scheduled jobs run only for the platform, which proves itself with `CRON_SECRET`."""

    code, title = "cron_refused", "Only the scheduler may call this"


class Forbidden(Problem):
    """You are signed in, but this is not yours to do."""

    status, code, title = 403, "forbidden", "Not allowed"


class CrossSiteRequest(Forbidden):
    """A browser sent this request on behalf of another site. Only our own pages may ask for changes."""

    code, title = "cross_site_request", "The request came from another site"


class ScopeMissing(Forbidden):
    """The API key is valid but was not given the scope that this needs. Make a key with that scope, or sign in."""

    code, title = "scope_missing", "The key lacks a scope"


class NotFound(Problem):
    """There is nothing at this address, or it belongs to somebody else; we do not say which."""

    status, code, title = 404, "not_found", "Not found"


class MethodNotAllowed(Problem):
    """This address exists but does not take that method; the `Allow` header lists those it takes."""

    status, code, title = 405, "method_not_allowed", "Method not allowed"


class RequestTimeout(Problem):
    """The body did not arrive in time. Nothing was done; send the request again."""

    status, code, title = 408, "request_timeout", "The body did not arrive in time"


class Conflict(Problem):
    """The request does not fit the present state of things. Read it again and decide."""

    status, code, title = 409, "conflict", "This conflicts with the present state"


class TooManyApiKeys(Conflict):
    """An account holds a limited number of API keys. Delete one that is no longer used."""

    code, title = "too_many_api_keys", "Too many API keys"


class GenerationInProgress(Conflict):
    """A plan is being computed for you already. Ask again after the seconds in `Retry-After`; nothing was stored."""

    code, title = "generation_in_progress", "Another plan is being computed"

    def __init__(self, detail: str | None = None) -> None:
        """Ask the client to come back in a second."""
        super().__init__(detail, headers={"Retry-After": "1"})


class MealLocked(Conflict):
    """The meal is locked, so that nothing but you yourself changes it. Unlock it first."""

    code, title = "meal_locked", "The meal is locked"


class TooManyRecipes(Conflict):
    """An account holds a limited number of recipes of its own. Delete one that is no longer cooked."""

    code, title = "too_many_recipes", "Too many recipes"


class LinkExpired(Problem):
    """The link was used already, is older than ten minutes, or was never ours. Ask for a new one."""

    status, code, title = 410, "link_expired", "The link no longer works"


class PreconditionFailed(Problem):
    """What you saw has changed since: `If-Match` names another version. Read it again; nothing was stored."""

    status, code, title = 412, "precondition_failed", "It has changed meanwhile"


class PayloadTooLarge(Problem):
    """The body is larger than 256 KiB. Nothing was read of it."""

    status, code, title = 413, "payload_too_large", "The body is too large"


class UriTooLong(Problem):
    """The address with its query is longer than 8,000 bytes."""

    status, code, title = 414, "uri_too_long", "The address is too long"


class UnsupportedMediaType(Problem):
    """Bodies are JSON here: send `Content-Type: application/json`."""

    status, code, title = 415, "unsupported_media_type", "Send JSON"


class ValidationFailed(Problem):
    """One or more fields are not acceptable; `errors` names each with a JSON pointer. Nothing was stored."""

    status, code, title = 422, "validation_failed", "Some fields are not acceptable"


class IdempotencyKeyReused(ValidationFailed):
    """The key was given to another request. Take a fresh key for every intended effect."""

    code, title = "idempotency_key_reused", "The idempotency key belongs to another request"


class PlanInfeasible(ValidationFailed):
    """No plan was found that meets all wishes. `proved` says whether that is certain; `errors` names the wishes in
    the way, and if it is certain, so few that without any one of them the others have a plan. Each of `relaxations`
    is a single change that gives a plan. Allergies, diets and dislikes are never loosened to find one.
    """

    code, title = "plan_infeasible", "No plan meets these wishes"


class PlanBroken(ValidationFailed):
    """With this change the plan would no longer keep its promises; `errors` says which. Nothing was stored."""

    code, title = "plan_broken", "The plan would break a wish"


class AddressRefused(ValidationFailed):
    """We do not fetch from this address. Pages are read at http:// and https:// addresses of the public Internet, on
    the usual ports and without a user name. Open the page yourself and paste its text instead.
    """

    code, title = "address_refused", "We do not fetch from this address"


class PageUnreadable(ValidationFailed):
    """The page could not be fetched: it does not answer in time, answers with an error, redirects too often, is larger
    than 2 MB, or is no HTML. Open it yourself and paste its text instead.
    """

    code, title = "page_unreadable", "The page could not be read"


class NoRecipeFound(ValidationFailed):
    """There is no recipe in what was sent: a page has to describe its recipe in schema.org's terms, as most cooking
    sites do, and a text needs lines of ingredients below its title. Paste the ingredients and steps as text instead.
    """

    code, title = "no_recipe_found", "No recipe was found"


class InternalError(Problem):
    """Something failed on our side, and nothing was stored. Quote the `request_id` when you ask us about it."""

    status, code, title = 500, "internal_error", "Something went wrong on our side"


class Unavailable(Problem):
    """We cannot serve this at the moment. Nothing was stored; try again after the seconds in `Retry-After`."""

    status, code, title = 503, "unavailable", "Temporarily unavailable"

    def __init__(self, detail: str | None = None, *, retry_after: int = 2) -> None:
        """Ask the client to come back after `retry_after` seconds."""
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class DatabaseUnavailable(Unavailable):
    """The database does not answer, or too many requests wait for it. Nothing was stored; try again shortly."""

    code, title = "database_unavailable", "The database does not answer"


class PlannerBusy(Unavailable):
    """More plans are being computed than this instance can take. Try again shortly."""

    code, title = "planner_busy", "The planner is busy"


class NotConfigured(Unavailable):
    """This installation lacks a setting that the request needs. Its operator finds the name in the log."""

    code, title = "not_configured", "This installation is not configured for that"
