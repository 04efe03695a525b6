"""Calendar feeds: an address that calendar programs read without signing in, until its owner ends it.

The address carries a random id, signed with our key. The database alone opens no feed, and the address can be made
again from what is stored, so that its owner can look it up.
"""

import datetime as dt
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import clock, keys, security, settings
from lib.calendars import events, queries
from lib.calendars.schemas import CalendarRead, FeedRead
from lib.errors import NotFound
from lib.models.calendar_feed import CalendarFeed

KEPT_DAYS = 30
"""How long a plan stays in the calendar when it is over."""
MAX_EVENTS = 2_000
"""More than a year of four meals a day; what lies further ahead is left out until it comes nearer."""

_PURPOSE = "calendar"


async def read_feed(session: AsyncSession, account: UUID) -> CalendarRead:
    """The account's feed with its address, if it has one."""
    feed = await queries.find_feed(session, account)
    return CalendarRead(feed=_show(feed) if feed is not None else None)


async def renew_feed(session: AsyncSession, account: UUID) -> CalendarRead:
    """The account has a feed at a new address; the one before opens nothing any more."""
    feed = CalendarFeed(account_id=account)
    await queries.save_feed(session, feed)
    return CalendarRead(feed=_show(feed))


async def end_feed(session: AsyncSession, account: UUID) -> None:
    """The account has no feed; its address opens nothing any more."""
    await queries.delete_feed(session, account)


async def read_calendar(session: AsyncSession, token: str) -> str:
    """The meals of whoever the feed with this token belongs to, as iCalendar text.

    Raises:
        NotFound: the token is not ours, or its feed was renewed or ended.
    """
    generation = security.link_identity(keys.signing_key(), _PURPOSE, token)
    if generation is None:
        raise NotFound
    since = clock.now().date() - dt.timedelta(days=KEPT_DAYS)
    found = await queries.list_events(session, generation, since, MAX_EVENTS)
    if found is None:
        raise NotFound
    return events.calendar(found)


def _show(feed: CalendarFeed) -> FeedRead:
    token = security.link_token(keys.signing_key(), _PURPOSE, feed.generation)
    url = f"{settings.get().origin}/api/v1/meal-plans/calendar/{token}.ics"
    return FeedRead(url=url, webcal_url=f"webcal:{url.partition(':')[2]}", created_at=feed.created_at)
