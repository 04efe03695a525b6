"""Hands a queued mail to Resend, putting its one-time link together at the last moment."""

from typing import Any
from uuid import UUID

from lib import keys, security
from lib.mail.letters import LINK


async def deliver(identity: UUID, payload: dict[str, Any]) -> str:
    """Resend has the mail; returns its id there. The queue holds no live token: the link's is made here, from its id.

    Raises:
        MailDelayed: try again later.
        MailRefused: Resend will never take it.
        NotConfigured: mail cannot be sent from here.
    """
    from lib.clients import resend  # and httpx with it, once something is sent

    address = payload.get("address", "")
    if "token" in payload:
        token = payload["token"]
        address += security.link_token(keys.signing_key(), token["purpose"], UUID(token["id"]))
    mail = resend.Mail(
        to=payload["to"],
        subject=payload["subject"],
        text=payload["text"].replace(LINK, address),
        html=payload["html"].replace(LINK, address),
    )
    return await resend.send(mail, idempotency_key=str(identity))
