"""The mails on the development page, and as JSON at `/_dev/emails.json`."""

import html
import re
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from lib.dev.mailbox import Email, Mailbox

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
# Links of a mail open in a tab of their own; scripts and forms in it do nothing.
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"


class Inbox:
    """The mails of one mailbox, newest first."""

    title = "Mails"

    def __init__(self, box: Mailbox) -> None:
        self._box = box

    def render(self) -> str:
        """One folded entry per mail."""
        mails = self._box.newest()
        if not mails:
            return '<p class="quiet">None yet. Sign up, and the first one comes in here.</p>'
        return "".join(_entry(mail) for mail in mails)

    def version(self) -> str:
        """The newest mail's id."""
        return next((mail.id for mail in self._box.newest(1)), "none")

    def routes(self) -> Sequence[BaseRoute]:
        """The mails as JSON."""
        return [Route("/_dev/emails.json", self._list)]

    async def _list(self, _: Request) -> Response:
        return JSONResponse([as_json(mail) for mail in self._box.newest()])


def as_json(mail: Email) -> dict[str, Any]:
    """The mail as clients of `/_dev/emails.json` read it."""
    return {"id": mail.id, "created_at": mail.created_at.isoformat(), **mail.fields}


def _entry(mail: Email) -> str:
    to = ", ".join(mail.fields["to"])
    at = mail.created_at.isoformat(timespec="seconds")
    return (
        f"<details><summary><b>{html.escape(mail.fields['subject'])}</b><span>{html.escape(to)}</span>"
        f'<time datetime="{at}">{mail.created_at:%d %b %H:%M:%S}</time></summary><div>'
        f'<p class="quiet">From {html.escape(mail.fields["from"])}</p>{_body(mail)}</div></details>'
    )


def _body(mail: Email) -> str:
    text, markup = mail.fields.get("text"), mail.fields.get("html")
    parts = []
    if markup is not None:
        document = html.escape(f'<base target="_blank">{markup}')
        parts.append(f'<iframe sandbox="{_SANDBOX}" title="The mail" srcdoc="{document}"></iframe>')
    if text is not None:
        parts.append(f"<pre>{_linked(text)}</pre>")
    return "".join(parts)


def _linked(text: str) -> str:
    """The text, escaped, with its addresses as links."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        address = html.escape(found[0])
        parts += [html.escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*parts, html.escape(text[end:])])
