"""The development page `/_dev`: what has happened so far, one section per emulator."""

import html
import secrets
from collections.abc import Sequence
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route


class Section(Protocol):
    """One part of the page. A later emulator adds its own to the list that `create_page` is given."""

    title: str

    def render(self) -> str:
        """HTML of what has happened, with everything that came from outside escaped."""
        ...

    def version(self) -> str:
        """Changes when there is something new to show."""
        ...

    def routes(self) -> Sequence[BaseRoute]:
        """What the section serves beside its part of the page, with whole paths that begin with `/_dev/`."""
        ...


_STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); --accent: #c2571a; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; border-bottom: 2px solid var(--accent); }
h1 { font-size: 1.3rem; margin: 0 auto .4rem 0; } h2 { font-size: 1.05rem; margin: 1.8rem 0 .6rem; }
a { color: var(--accent); } .quiet, time { opacity: .65; font-size: .85em; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; overflow: hidden; }
summary { cursor: pointer; padding: .6rem .8rem; display: flex; gap: .8rem; align-items: baseline; flex-wrap: wrap; }
summary b { flex: 1; min-width: 12rem; }
details > div { padding: .2rem .8rem .8rem; border-top: 1px solid var(--line); }
iframe { width: 100%; height: 22rem; border: 1px solid var(--line); border-radius: .3rem; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; }
"""
_SCRIPT = """
const shown = document.body.dataset.version;
setInterval(async () => {
  if (document.hidden || document.querySelector("details[open]")) return;
  const answer = await fetch("/_dev/version").catch(() => null);
  if (answer?.ok && (await answer.text()) !== shown) location.reload();
}, 2000);
"""


def create_page(sections: Sequence[Section]) -> Starlette:
    """The ASGI app that answers `/_dev` and everything below it."""

    async def show(_: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        return HTMLResponse(_document(sections, nonce), headers={"content-security-policy": _policy(nonce)})

    async def version(_: Request) -> Response:
        return Response(_version(sections), media_type="text/plain")

    extra = [route for section in sections for route in section.routes()]
    return Starlette(routes=[Route("/_dev", show), Route("/_dev/version", version), *extra])


def _version(sections: Sequence[Section]) -> str:
    return "-".join(section.version() for section in sections)


def _policy(nonce: str) -> str:
    """The frames with mails inherit it, which is why inline styles and pictures from elsewhere are let through."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; connect-src 'self'; style-src 'unsafe-inline';"
        " img-src https: data:; frame-ancestors 'none'"
    )


def _document(sections: Sequence[Section], nonce: str) -> str:
    parts = "".join(f"<section><h2>{html.escape(part.title)}</h2>{part.render()}</section>" for part in sections)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tiffin: what has happened</title><style>{_STYLE}</style></head>
<body data-version="{html.escape(_version(sections))}">
<header><h1>Tiffin: what has happened</h1><a href="/">Site</a><a href="/api/docs">API</a></header>
{parts}
<script nonce="{nonce}">{_SCRIPT}</script></body></html>"""
