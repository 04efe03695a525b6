"""The development page shows what has been sent, and nothing of a mail gets out of its frame."""

import re

import httpx
import pytest

from lib.dev import mailbox
from lib.dev.emulators import Emulators
from lib.dev.mailbox import Mailbox

EVIL = '"><script>alert(1)</script>&amp;'


async def page_with(**fields: object) -> tuple[httpx.Response, httpx.Response]:
    box = Mailbox()
    mail = {"from": "a@tiffin.example", "to": ["b@example.com"], "subject": "Hello", "text": None, "html": None}
    box.add([mail | fields], mailbox.now())
    transport = httpx.ASGITransport(app=Emulators(box, None))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answers = await client.get("/_dev"), await client.get("/_dev/emails.json")
    box.close()
    return answers


@pytest.mark.parametrize("field", ["from", "subject", "text", "html"])
async def test_escapes_every_part_of_a_mail(field: str) -> None:
    page, _ = await page_with(**{field: EVIL})

    assert page.status_code == 200
    assert "alert(1)" in page.text
    assert "<script>alert" not in page.text
    assert len(re.findall("<script", page.text)) == 1


async def test_escapes_addresses() -> None:
    page, _ = await page_with(to=[EVIL])

    assert "<script>alert" not in page.text


async def test_shows_markup_in_a_frame_without_scripts() -> None:
    page, _ = await page_with(html="<p>Soup</p>")

    frame = re.search(r"<iframe ([^>]*)>", page.text)
    assert frame
    sandbox = re.search(r'sandbox="([^"]*)"', frame[1])
    assert sandbox
    assert "allow-scripts" not in sandbox[1]
    assert "allow-same-origin" not in sandbox[1]
    assert "&lt;p&gt;Soup&lt;/p&gt;" in frame[1]


async def test_makes_the_links_of_a_text_clickable() -> None:
    page, _ = await page_with(text="Open http://localhost:3000/verify?token=a&b=c. Or javascript:alert(1)")

    assert 'href="http://localhost:3000/verify?token=a&amp;b=c"' in page.text
    assert 'href="javascript' not in page.text


async def test_lists_mails_as_json_with_all_their_fields() -> None:
    _, listing = await page_with(subject="Süppchen", html="<p>x</p>")

    (mail,) = listing.json()
    assert mail["subject"] == "Süppchen"
    assert mail["to"] == ["b@example.com"]
    assert mail["html"] == "<p>x</p>"
    assert mail["id"]
    assert mail["created_at"].endswith("+00:00")
