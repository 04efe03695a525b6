"""Health, the daily job and the mail that goes out."""

import httpx
import pytest

from lib import schema
from lib.dev import database
from lib.dev.faults import FaultPlan
from lib.dev.testbed import TestBed
from tests.support.people import PASSWORD, Person
from tests.support.problems import assert_problem

DAILY = "/api/cron/daily"
SCHEDULER = {"authorization": "Bearer only-for-tests-cron"}


async def test_is_ready_when_the_database_answers(client: httpx.AsyncClient) -> None:
    ready = await client.get("/api/health/ready")

    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "database": "ok", "redis": "ok"})


async def test_is_not_ready_before_the_migrations_have_run(client: httpx.AsyncClient, services: TestBed) -> None:
    services.execute("UPDATE alembic_version SET version_num = '0001'")
    try:
        ready = await client.get("/api/health/ready")
    finally:
        services.execute("UPDATE alembic_version SET version_num = %s", schema.REVISION)

    assert (ready.status_code, ready.json()["database"]) == (503, "behind")


def test_the_release_names_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(database.config()).get_current_head() == schema.REVISION


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer wrong"}, {"authorization": "only-for-tests-cron"}])
async def test_only_the_scheduler_runs_jobs(client: httpx.AsyncClient, header: dict[str, str]) -> None:
    assert_problem(await client.get(DAILY, headers=header), 401, "cron_refused")


async def test_the_daily_job_removes_what_has_expired(ada: Person, services: TestBed) -> None:
    services.execute("UPDATE session SET expires_at = now() - interval '1 second'")
    services.execute("UPDATE sign_up SET expires_at = now() - interval '1 second'")

    report = await ada.browser.get(DAILY, headers=SCHEDULER)

    assert report.status_code == 200
    assert services.execute("SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM sign_up)") == [(0, 0)]


async def test_a_mail_that_could_not_go_goes_with_the_next_daily_job(
    client: httpx.AsyncClient, services: TestBed
) -> None:
    services.misbehave("resend", FaultPlan(fail_next=1, status=503))
    await client.post("/api/v1/auth/sign-up", json={"email": "ada@example.com", "password": PASSWORD})
    assert services.mails() == []

    services.execute("UPDATE outbox SET next_at = now()")
    report = await client.get(DAILY, headers=SCHEDULER)

    assert report.json() == {"delivered": 1}
    assert [mail["to"] for mail in services.mails()] == [["ada@example.com"]]


async def test_a_mail_that_is_refused_is_parked_for_somebody_to_see(
    client: httpx.AsyncClient, services: TestBed
) -> None:
    services.misbehave("resend", FaultPlan(fail_next=1, status=422))

    await client.post("/api/v1/auth/sign-up", json={"email": "ada@example.com", "password": PASSWORD})

    assert services.execute("SELECT state, attempts FROM outbox") == [("parked", 1)]
