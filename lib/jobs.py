"""What runs once a day: the net below everything that happens after a request."""

import hmac

from pydantic import BaseModel

from lib import idempotency, logs, outbox, settings
from lib.accounts import service as accounts
from lib.db import transaction
from lib.errors import CronRefused
from lib.recipes import own_service as own_recipes


class DailyReport(BaseModel):
    """What the daily job did."""

    delivered: int


def require_scheduler(authorization: str) -> None:
    """Nothing happens when the header carries `CRON_SECRET`.

    Raises:
        CronRefused: it does not, or no secret is set.
    """
    secret = settings.get().cron_secret
    expected = f"Bearer {secret.get_secret_value()}" if secret is not None else ""
    if not secret or not hmac.compare_digest(authorization.encode("utf-8", "replace"), expected.encode()):
        raise CronRefused


async def daily() -> DailyReport:
    """What has expired or was deleted is gone for good, and every message that is due has been tried."""
    async with transaction() as session:
        await accounts.purge(session)
        await idempotency.purge(session)
        await own_recipes.purge(session)
    report = DailyReport(delivered=await outbox.drain())
    logs.event("daily", **report.model_dump())
    return report
