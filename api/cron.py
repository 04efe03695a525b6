"""`/api/cron`: what the platform's scheduler calls once a day."""

from typing import Annotated

from fastapi import Header

from lib import jobs, problem
from lib.app import create_app
from lib.errors import CronRefused, DatabaseUnavailable, ValidationFailed
from lib.jobs import DailyReport

app = create_app("Cron", uses_database=True)


@app.get(
    "/api/cron/daily",
    tags=["Operations"],
    responses=problem.responses(CronRefused, ValidationFailed, DatabaseUnavailable),
)
async def run_daily(authorization: Annotated[str, Header(max_length=300)] = "") -> DailyReport:
    """Deliver what is overdue and remove what has expired; safe to repeat."""
    jobs.require_scheduler(authorization)
    return await jobs.daily()
