"""What somebody learns about their calendar feed."""

import datetime as dt

from pydantic import BaseModel


class FeedRead(BaseModel):
    """A feed's address, which opens it without signing in: for calendar programs, and as a link that they follow."""

    url: str
    webcal_url: str
    created_at: dt.datetime


class CalendarRead(BaseModel):
    """The feed; null when there is none."""

    feed: FeedRead | None
