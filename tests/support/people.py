"""People that tests need: signed up through the front door, by the link in their mail."""

import re
from dataclasses import dataclass

import httpx

from lib.dev.testbed import TestBed

PASSWORD = "correct horse battery staple"
NEXT_MONDAY = "2026-11-30"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, with a browser of their own."""

    email: str
    browser: httpx.AsyncClient


def token_in_newest_mail(services: TestBed) -> str:
    """The token of the link in the mail that was sent last."""
    match = re.search(r"#token=([\w-]+)", services.mails()[0]["text"])
    assert match is not None
    return match[1]


async def sign_up(browser: httpx.AsyncClient, services: TestBed, email: str, name: str | None = None) -> Person:
    """Somebody who has signed up and clicked the button behind the link."""
    body = {"email": email, "password": PASSWORD} | ({"name": name} if name else {})
    assert (await browser.post("/api/v1/auth/sign-up", json=body)).status_code == 202
    redeemed = await browser.post(
        "/api/v1/auth/email-verifications/redeem", json={"token": token_in_newest_mail(services)}
    )
    assert redeemed.status_code == 200, redeemed.text
    return Person(email, browser)


async def api_key(person: Person, *scopes: str) -> str:
    """A new API key of theirs with these scopes."""
    made = await person.browser.post("/api/v1/users/me/api-keys", json={"name": "test", "scopes": list(scopes)})
    assert made.status_code == 201, made.text
    return str(made.json()["key"])
