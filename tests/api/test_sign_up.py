"""Signing up: one answer for everybody, one mail, one account per link."""

import asyncio
import datetime as dt
from collections.abc import Iterator

import httpx
import pytest

from lib import clock
from lib.dev.testbed import TestBed
from tests.support.people import PASSWORD, sign_up, token_in_newest_mail
from tests.support.problems import assert_problem

REDEEM = "/api/v1/auth/email-verifications/redeem"
SIGN_UP = "/api/v1/auth/sign-up"
ADA = {"email": "ada@example.com", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _system_clock() -> Iterator[None]:
    yield
    clock.use(None)


async def test_answers_the_same_for_known_and_unknown_addresses(client: httpx.AsyncClient, services: TestBed) -> None:
    await sign_up(client, services, "ada@example.com")

    known = await client.post(SIGN_UP, json=ADA | {"email": "ADA@example.com"})
    unknown = await client.post(SIGN_UP, json=ADA | {"email": "bob@example.com"})

    assert (known.status_code, known.content) == (202, unknown.content)
    assert [mail["subject"] for mail in services.mails()[:2]] == [
        "Confirm your address for Tiffin",
        "You already have a Tiffin account",
    ]


async def test_makes_no_account_before_the_button_is_pressed(client: httpx.AsyncClient, services: TestBed) -> None:
    await client.post(SIGN_UP, json=ADA)

    signed_in = await client.post("/api/v1/auth/sign-in", json=ADA)

    assert_problem(signed_in, 401, "invalid_credentials")
    assert services.execute("SELECT count(*) FROM account") == [(0,)]


async def test_a_link_works_once_however_often_it_is_pressed(client: httpx.AsyncClient, services: TestBed) -> None:
    await client.post(SIGN_UP, json=ADA)
    token = token_in_newest_mail(services)

    answers = await asyncio.gather(*(client.post(REDEEM, json={"token": token}) for _ in range(20)))

    assert sorted(answer.status_code for answer in answers) == [200] + [410] * 19
    assert services.execute("SELECT count(*) FROM account") == [(1,)]


async def test_two_links_for_one_address_make_one_account(client: httpx.AsyncClient, services: TestBed) -> None:
    tokens = []
    for password in (PASSWORD, "another fine password"):
        await client.post(SIGN_UP, json=ADA | {"password": password})
        tokens.append(token_in_newest_mail(services))

    first = await client.post(REDEEM, json={"token": tokens[1]})
    second = await client.post(REDEEM, json={"token": tokens[0]})

    assert first.status_code == 200
    assert_problem(second, 410, "link_expired")
    assert (await client.post("/api/v1/auth/sign-in", json=ADA)).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(600, 410), (599, 200)])
async def test_a_link_lives_ten_minutes(
    client: httpx.AsyncClient, services: TestBed, seconds: int, status: int
) -> None:
    began = dt.datetime.now(dt.UTC)
    clock.use(lambda: began)
    await client.post(SIGN_UP, json=ADA)
    token = token_in_newest_mail(services)

    clock.use(lambda: began + dt.timedelta(seconds=seconds))
    redeemed = await client.post(REDEEM, json={"token": token})

    assert redeemed.status_code == status


@pytest.mark.parametrize("token", ["x", "AAAA", "é", "a" * 86, "%00", "../.."])
async def test_what_is_no_token_is_no_link(client: httpx.AsyncClient, token: str) -> None:
    assert_problem(await client.post(REDEEM, json={"token": token}), 410, "link_expired")


async def test_stores_neither_password_nor_token(client: httpx.AsyncClient, services: TestBed) -> None:
    await client.post(SIGN_UP, json=ADA)
    token = token_in_newest_mail(services)
    await client.post(REDEEM, json={"token": token})
    session = client.cookies["session"]

    stored = "".join(
        str(row)
        for table in ("account", "sign_up", "session", "outbox")
        for row in services.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
    )

    assert "ada@example.com" in stored
    for secret in (PASSWORD, token, session):
        assert secret not in stored


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"password": "fourteen chars"}, "/password"),
        ({"password": "x" * 129}, "/password"),
        ({"email": "ada"}, "/email"),
        ({"email": "a" * 250 + "@b.example"}, "/email"),
        ({"name": "\u200b"}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"is_admin": True}, "/is_admin"),
    ],
)
async def test_names_the_field_that_is_wrong(client: httpx.AsyncClient, change: dict[str, str], pointer: str) -> None:
    assert_problem(await client.post(SIGN_UP, json=ADA | change), 422, "validation_failed", pointer)


async def test_takes_passwords_of_128_characters(client: httpx.AsyncClient, services: TestBed) -> None:
    long = "ü" * 128
    await client.post(SIGN_UP, json=ADA | {"password": long})
    await client.post(REDEEM, json={"token": token_in_newest_mail(services)})

    assert (await client.post("/api/v1/auth/sign-in", json=ADA | {"password": long})).status_code == 200
    assert (await client.post("/api/v1/auth/sign-in", json=ADA | {"password": long[:-1]})).status_code == 401
