"""Signing in and out: cookies, sessions, and who does not get in."""

import datetime as dt
from collections.abc import Iterator

import pytest

from lib import clock
from lib.accounts import service
from lib.dev.testbed import TestBed
from tests.support.people import PASSWORD, Person
from tests.support.problems import assert_problem

ME = "/api/v1/users/me"


@pytest.fixture(autouse=True)
def _system_clock() -> Iterator[None]:
    yield
    clock.use(None)


async def test_gives_a_cookie_that_scripts_and_other_sites_cannot_use(ada: Person) -> None:
    answer = await ada.browser.post("/api/v1/auth/sign-in", json={"email": "Ada@Example.com", "password": PASSWORD})

    cookie = answer.headers["set-cookie"]
    assert answer.json()["email"] == "ada@example.com"
    assert cookie.startswith("session=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.com", "wrong horse battery staple"), ("nobody@example.com", PASSWORD), ("ada@example.com", "x")],
)
async def test_says_the_same_whatever_is_wrong(ada: Person, email: str, password: str) -> None:
    answer = await ada.browser.post("/api/v1/auth/sign-in", json={"email": email, "password": password})

    assert_problem(answer, 401, "invalid_credentials")
    assert "set-cookie" not in answer.headers


async def test_replaces_the_session_that_the_browser_had(ada: Person) -> None:
    old = ada.browser.cookies["session"]

    await ada.browser.post("/api/v1/auth/sign-in", json={"email": ada.email, "password": PASSWORD})

    assert ada.browser.cookies["session"] != old
    assert (await ada.browser.get(ME)).status_code == 200
    ada.browser.cookies.set("session", old, domain="localhost.local")
    assert_problem(await ada.browser.get(ME, headers={"cookie": f"session={old}"}), 401, "unauthenticated")


async def test_signing_out_ends_the_session_everywhere_it_was_copied_to(ada: Person) -> None:
    stolen = {"cookie": f"session={ada.browser.cookies['session']}"}

    answer = await ada.browser.post("/api/v1/auth/sign-out")

    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert_problem(await ada.browser.get(ME, headers=stolen), 401, "unauthenticated")
    assert (await ada.browser.post("/api/v1/auth/sign-out")).status_code == 204


async def test_a_session_ends_with_its_time(ada: Person) -> None:
    began = dt.datetime.now(dt.UTC)
    clock.use(lambda: began + service.SESSION_LIFETIME + dt.timedelta(seconds=5))

    assert_problem(await ada.browser.get(ME), 401, "unauthenticated")


async def test_a_deleted_account_is_signed_out_at_once(ada: Person, services: TestBed) -> None:
    services.execute("DELETE FROM account")

    assert_problem(await ada.browser.get(ME), 401, "unauthenticated")


async def test_another_site_cannot_sign_anybody_in_or_out(ada: Person) -> None:
    answer = await ada.browser.post("/api/v1/auth/sign-out", headers={"sec-fetch-site": "cross-site"})

    assert_problem(answer, 403, "cross_site_request")
    assert (await ada.browser.get(ME)).status_code == 200
