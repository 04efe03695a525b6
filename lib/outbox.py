"""Delivers what transactions have queued: tried at least once, delivered once, as the row's id is the provider's key.

A row is claimed by a lease in one statement, delivered without a connection held, and settled in another. Dying
anywhere between leaves a row whose lease runs out. The provider remembers a key for 24 hours; a row that could not be
delivered for 23 is parked for a person to look at, never sent blindly again.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib import clock, context, db, ids, logs
from lib.clients.failures import MailDelayed, MailRefused
from lib.errors import NotConfigured, Unavailable
from lib.mail import delivery
from lib.models.outbox import OutboxMessage

SWEEP_SECONDS = 60.0
LEASE = timedelta(seconds=60)
GIVE_UP_AFTER = timedelta(hours=23)
_FIRST_DELAY = timedelta(seconds=30)
_LONGEST_DELAY = timedelta(hours=1)
_BATCH = 10
_DELIVER = {"mail": delivery.deliver}

_next_sweep = 0.0


def enqueue(session: AsyncSession, kind: str, payload: dict[str, Any]) -> None:
    """The message will be delivered if, and only if, the session's transaction commits."""
    session.add(OutboxMessage(kind=kind, payload=payload))
    event.listen(session.sync_session, "after_commit", _wake, once=True)


async def sweep_if_due() -> None:
    """What is overdue is delivered, if something was queued here or a minute has passed since this instance looked."""
    global _next_sweep  # noqa: PLW0603 - one instance, one rhythm
    if time.monotonic() < _next_sweep:
        return
    _next_sweep = time.monotonic() + SWEEP_SECONDS
    try:
        await drain()
    except Unavailable as problem:  # nobody waits for this answer; the next sweep tries again
        logs.warning("sweep_failed", code=problem.code)


def _wake(_: object) -> None:
    global _next_sweep  # noqa: PLW0603 - this instance has work now
    _next_sweep = 0.0


async def drain() -> int:
    """Every message that is due has been tried once; returns how many were delivered."""
    delivered = 0
    while batch := await _claim():
        for message in batch:
            with context.request():
                delivered += await _deliver(message)
    return delivered


async def _claim() -> Sequence[OutboxMessage]:
    now, lease = clock.now(), ids.new()
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.state == "pending", col(OutboxMessage.next_at) <= now)
        .order_by(col(OutboxMessage.next_at), col(OutboxMessage.id))
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    claim = (
        update(OutboxMessage)
        .where(col(OutboxMessage.id).in_(due))
        .values(
            lease=lease,
            next_at=now + LEASE,
            attempts=OutboxMessage.attempts + 1,
            first_tried_at=func.coalesce(OutboxMessage.first_tried_at, now),
        )
        .returning(OutboxMessage)
        .execution_options(synchronize_session=False)
    )
    async with db.read_only() as session:
        return (await session.exec(claim)).scalars().all()


async def _deliver(message: OutboxMessage) -> bool:
    """Try one message and write down what came of it; whether it was delivered."""
    try:
        provider_id = await _DELIVER[message.kind](message.id, message.payload)
    except (MailDelayed, NotConfigured) as error:
        wanted = getattr(error, "retry_after", None)
        await _settle(message, _later(message, str(error), wanted))
        return False
    except MailRefused as error:
        await _settle(message, {"state": "parked", "error": str(error)})
        return False
    await _settle(message, {"state": "sent", "sent_at": clock.now(), "provider_id": provider_id, "error": None})
    return True


def _later(message: OutboxMessage, reason: str, wanted: float | None) -> dict[str, Any]:
    """When to try again, doubling the wait each time; or to give up while the provider still knows the key."""
    now = clock.now()
    delay = max(min(_FIRST_DELAY * 2 ** (message.attempts - 1), _LONGEST_DELAY), timedelta(seconds=wanted or 0))
    if message.first_tried_at is not None and now + delay > message.first_tried_at + GIVE_UP_AFTER:
        return {"state": "parked", "error": reason}
    return {"next_at": now + delay, "error": reason}


async def _settle(message: OutboxMessage, values: dict[str, Any]) -> None:
    """Written only by the holder of the lease: one who was too slow changes nothing."""
    logs.event("outbox", message=message.id, kind=message.kind, attempt=message.attempts, **_shown(values))
    settle = (
        update(OutboxMessage)
        .where(col(OutboxMessage.id) == message.id, col(OutboxMessage.lease) == message.lease)
        .values(lease=None, **values)
    )
    async with db.read_only() as session:
        await session.exec(settle)


def _shown(values: dict[str, Any]) -> dict[str, str]:
    shown: dict[str, datetime | UUID | str] = {
        k: v for k, v in values.items() if k in {"state", "next_at", "error"} and v
    }
    return {name: str(value) for name, value in shown.items()}
