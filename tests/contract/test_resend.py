"""The Resend emulator against Resend's own Python SDK, and the rules of its API: https://resend.com/docs/api-reference."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import resend
from resend.exceptions import ResendError

from lib.dev import mailbox
from lib.dev.faults import FaultPlan
from lib.dev.mailbox import Answer, Mailbox
from lib.dev.testbed import TestBed

MAIL = {"from": "Tiffin <hello@tiffin.example>", "to": "ada@example.com", "subject": "Soup", "text": "It is ready."}


@pytest.fixture
def sdk(services: TestBed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resend, "api_url", services.environment["RESEND_API_URL"])
    monkeypatch.setattr(resend, "api_key", "re_test")


def send(client: httpx.Client, key: str | None = None, **changes: Any) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post("/emails", json=MAIL | changes, headers=headers)


def check_error(answer: httpx.Response, status: int, name: str) -> None:
    assert answer.status_code == status
    assert answer.json()["statusCode"] == status
    assert answer.json()["name"] == name
    assert answer.json()["message"]


@pytest.mark.usefixtures("sdk")
def test_takes_and_gives_back_a_mail_of_the_official_client(services: TestBed) -> None:
    params: resend.Emails.SendParams = {
        "from": "Tiffin <hello@tiffin.example>",
        "to": ["ada@example.com", "Grace <grace@example.com>"],
        "subject": "Süppchen 🍲",
        "html": "<p>It is <b>ready</b>.</p>",
        "reply_to": "cook@tiffin.example",
        "headers": {"X-Entity-Ref-ID": "1"},
        "tags": [{"name": "outbox", "value": "0192-a_b"}],
    }

    sent = resend.Emails.send(params)
    read = resend.Emails.get(sent["id"])

    assert read["subject"] == "Süppchen 🍲"
    assert read["to"] == ["ada@example.com", "Grace <grace@example.com>"]
    assert [mail["id"] for mail in services.mails()] == [sent["id"]]


@pytest.mark.usefixtures("sdk")
def test_takes_a_batch_of_the_official_client(services: TestBed) -> None:
    batch: list[resend.Emails.SendParams] = [
        {"from": "a@tiffin.example", "to": "b@example.com", "subject": str(number), "text": "x"} for number in range(3)
    ]

    sent = resend.Batch.send(batch)

    assert len({mail["id"] for mail in sent["data"]}) == 3
    assert [mail["subject"] for mail in services.mails()] == ["2", "1", "0"]


@pytest.mark.usefixtures("sdk")
def test_sends_once_when_the_official_client_repeats_a_key(services: TestBed) -> None:
    params: resend.Emails.SendParams = {"from": "a@tiffin.example", "to": "b@example.com", "subject": "s", "text": "t"}

    first = resend.Emails.send(params, {"idempotency_key": "welcome/1"})
    second = resend.Emails.send(params, {"idempotency_key": "welcome/1"})

    assert first["id"] == second["id"]
    assert len(services.mails()) == 1


@pytest.mark.usefixtures("sdk")
def test_errors_are_those_that_the_official_client_knows() -> None:
    params: resend.Emails.SendParams = {"from": "nobody", "to": "b@example.com", "subject": "s", "text": "t"}

    with pytest.raises(ResendError) as caught:
        resend.Emails.send(params)

    assert (caught.value.code, caught.value.error_type) == (422, "validation_error")


def test_refuses_another_mail_under_the_same_key(resend_http: httpx.Client, services: TestBed) -> None:
    send(resend_http, key="k")

    check_error(send(resend_http, key="k", subject="Other"), 409, "invalid_idempotent_request")
    assert len(services.mails()) == 1


async def test_refuses_a_key_whose_first_request_is_still_at_work(services: TestBed) -> None:
    services.misbehave("resend", FaultPlan(work_ms=300))
    url, headers = f"{services.environment['RESEND_API_URL']}/emails", {"Authorization": "Bearer re_test"}
    async with httpx.AsyncClient(headers=headers | {"Idempotency-Key": "k"}) as client:
        answers = await asyncio.gather(*[client.post(url, json=MAIL) for _ in range(2)])

    first, second = sorted(answers, key=lambda answer: answer.status_code)
    assert first.status_code == 200
    check_error(second, 409, "concurrent_idempotent_requests")
    assert len(services.mails()) == 1


def test_lets_a_key_be_tried_again_after_a_refusal(resend_http: httpx.Client) -> None:
    refused = send(resend_http, key="k", to="nobody")

    repeated = send(resend_http, key="k")

    assert (refused.status_code, repeated.status_code) == (422, 200)


@pytest.mark.parametrize("key", ["", "x" * 257])
def test_refuses_a_key_of_the_wrong_length(resend_http: httpx.Client, key: str) -> None:
    check_error(send(resend_http, key=key), 400, "invalid_idempotency_key")


def test_forgets_a_key_after_a_day() -> None:
    box, then = Mailbox(), mailbox.now()
    box.remember("k", Answer("digest", {"id": "1"}), then)

    just_before = box.answer_to("k", then + timedelta(hours=23, minutes=59))
    after = box.answer_to("k", then + timedelta(hours=24, seconds=1))
    box.close()

    assert just_before == Answer("digest", {"id": "1"})
    assert after is None


def test_keeps_mails_and_keys_over_a_restart(tmp_path: Path) -> None:
    before = Mailbox(tmp_path / "mail.sqlite")
    (identifier,) = before.add([MAIL], mailbox.now())
    before.remember("k", Answer("digest", {"id": identifier}), mailbox.now())
    before.close()

    after = Mailbox(tmp_path / "mail.sqlite")
    found, answer = after.find(identifier), after.answer_to("k", mailbox.now())
    after.close()

    assert found is not None
    assert found.fields == MAIL
    assert answer == Answer("digest", {"id": identifier})


@pytest.mark.parametrize("field", ["from", "to", "subject"])
def test_names_a_missing_field(resend_http: httpx.Client, field: str) -> None:
    answer = resend_http.post("/emails", json={name: value for name, value in MAIL.items() if name != field})

    check_error(answer, 422, "missing_required_field")
    assert f"`{field}`" in answer.json()["message"]


@pytest.mark.parametrize(
    "changes",
    [
        {"to": []},
        {"to": ["a@example.com"] * 51},
        {"to": "not an address"},
        {"to": "a@b@c"},
        {"from": "Tiffin <>"},
        {"cc": "x"},
        {"text": None},
        {"tags": [{"name": "with space", "value": "x"}]},
        {"subject": 7},
    ],
    ids=str,
)
def test_refuses_a_mail_that_resend_would_refuse(
    resend_http: httpx.Client, services: TestBed, changes: dict[str, Any]
) -> None:
    check_error(send(resend_http, **changes), 422, "validation_error")
    assert services.mails() == []


def test_stores_nothing_of_a_batch_with_a_wrong_mail(resend_http: httpx.Client, services: TestBed) -> None:
    answer = resend_http.post("/emails/batch", json=[MAIL, MAIL | {"to": "nobody"}])

    check_error(answer, 422, "validation_error")
    assert services.mails() == []


@pytest.mark.parametrize(
    ("header", "status", "name"),
    [
        ({}, 401, "missing_api_key"),
        ({"Authorization": "Bearer sk_other"}, 403, "invalid_api_key"),
        ({"Authorization": "Bearer re_x", "User-Agent": ""}, 403, "application_error"),
    ],
    ids=["no key", "wrong key", "no user agent"],
)
def test_refuses_callers_that_resend_would_refuse(
    services: TestBed, header: dict[str, str], status: int, name: str
) -> None:
    answer = httpx.post(f"{services.environment['RESEND_API_URL']}/emails", json=MAIL, headers=header)

    check_error(answer, status, name)


def test_knows_neither_other_paths_nor_other_mails(resend_http: httpx.Client) -> None:
    check_error(resend_http.get("/nothing"), 404, "not_found")
    check_error(resend_http.get("/emails/4ef9a417-02e9-4d39-ad75-9611e0fcc33c"), 404, "not_found")
    check_error(resend_http.delete("/emails"), 405, "method_not_allowed")


def test_refuses_as_often_as_it_is_told_to(resend_http: httpx.Client, services: TestBed) -> None:
    services.misbehave("resend", FaultPlan(fail_next=1, status=429, retry_after=2))

    refused, accepted = send(resend_http), send(resend_http)

    check_error(refused, 429, "rate_limit_exceeded")
    assert refused.headers["retry-after"] == "2"
    assert accepted.status_code == 200
    assert len(services.mails()) == 1


def test_loses_an_answer_but_not_the_mail_when_told_to(resend_http: httpx.Client, services: TestBed) -> None:
    services.misbehave("resend", FaultPlan(lose_next=1, status=500))

    lost, repeated = send(resend_http, key="k"), send(resend_http, key="k")

    check_error(lost, 500, "internal_server_error")
    assert repeated.status_code == 200
    assert [mail["id"] for mail in services.mails()] == [repeated.json()["id"]]
