"""Resend, which delivers our mail: one call, safe to repeat for 24 hours under the same key.

Errors are told apart by what to do about them: `MailDelayed` is tried again, `MailRefused` is not.
"""

import asyncio
from dataclasses import dataclass

import httpx

from lib import settings
from lib.clients import http
from lib.clients.failures import MailDelayed, MailRefused
from lib.errors import NotConfigured

_WORTH_ANOTHER_TRY = frozenset({"rate_limit_exceeded", "concurrent_idempotent_requests", "application_error"})


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address."""

    to: str
    subject: str
    text: str
    html: str


async def send(mail: Mail, *, idempotency_key: str) -> str:
    """Resend has accepted the mail, once however often this is called with the key; returns its id there.

    Raises:
        MailDelayed: try again later with the same key.
        MailRefused: do not.
        NotConfigured: `RESEND_API_KEY` is not set.
    """
    configured = settings.get()
    if configured.resend_api_key is None:
        raise NotConfigured
    body = {
        "from": configured.mail_from,
        "to": [mail.to],
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
    }
    headers = {
        "Authorization": f"Bearer {configured.resend_api_key.get_secret_value()}",
        "Idempotency-Key": idempotency_key,
    }
    try:
        async with asyncio.timeout(http.TOTAL_SECONDS):
            address = f"{str(configured.resend_api_url).rstrip('/')}/emails"
            response = await http.client().post(address, json=body, headers=headers)
    except (TimeoutError, httpx.HTTPError) as error:
        raise MailDelayed(type(error).__name__) from error
    return _accepted_id(response)


def _accepted_id(response: httpx.Response) -> str:
    try:
        answer = response.json()
    except ValueError as error:
        raise MailDelayed(f"{response.status_code} without JSON") from error
    if response.is_success:
        return str(answer["id"])
    name = str(answer.get("name", ""))
    if response.status_code >= 500 or name in _WORTH_ANOTHER_TRY:
        after = response.headers.get("retry-after", "")
        raise MailDelayed(f"{response.status_code} {name}", float(after) if after.isdecimal() else None)
    raise MailRefused(f"{response.status_code} {name}")
