"""What our mails say (pure): a subject, plain text, and the same as HTML that every mail program shows."""

from html import escape
from typing import Any
from uuid import UUID

LINK = "{{link}}"
"""Stands in the frozen text for an address that is complete only when the mail is sent."""


def confirm_address(to: str, *, origin: str, purpose: str, sign_up: UUID) -> dict[str, Any]:
    """The first mail somebody gets: shows that the address is theirs."""
    letter = _letter(
        to,
        "Confirm your address for Tiffin",
        ["Welcome to Tiffin.", "Confirm that this address is yours, and your week of meals is one click away."],
        "Confirm my address",
        "The link works once, for ten minutes. If you did not sign up, ignore this mail and nothing happens.",
    )
    return letter | {"address": f"{origin}/verify.html#token=", "token": {"purpose": purpose, "id": str(sign_up)}}


def already_registered(to: str, *, origin: str) -> dict[str, Any]:
    """What somebody gets who signs up with an address that has an account."""
    letter = _letter(
        to,
        "You already have a Tiffin account",
        ["Somebody, probably you, signed up with this address.", "It has an account already, so just sign in."],
        "Sign in",
        "If it was not you, there is nothing to do: nobody was let in and nothing was changed.",
    )
    return letter | {"address": f"{origin}/"}


def _letter(to: str, subject: str, paragraphs: list[str], button: str, footnote: str) -> dict[str, Any]:
    text = "\n\n".join([*paragraphs, f"{button}: {LINK}", footnote])
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    html = (
        '<!doctype html><html lang="en"><body style="font-family:system-ui,sans-serif;max-width:32rem;margin:2rem auto;'
        'padding:0 1rem;color:#222;line-height:1.5">'
        f'{body}<p><a href="{LINK}" style="display:inline-block;padding:.7rem 1.2rem;border-radius:.5rem;'
        f'background:#b3471d;color:#fff;text-decoration:none">{escape(button)}</a></p>'
        f'<p style="color:#666;font-size:.9rem">{escape(footnote)}</p></body></html>'
    )
    return {"to": to, "subject": subject, "text": text, "html": html}
