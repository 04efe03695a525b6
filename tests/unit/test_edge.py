"""The edge: which requests another site could have made."""

import pytest
from starlette.datastructures import Headers

from lib import edge
from lib.errors import CrossSiteRequest

OURS = {"host": "tiffin.test"}
REFUSED = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "https://tiffin.test"},
    {"origin": "https://evil.test"},
    {"origin": "https://tiffin.test.evil.test"},
    {"origin": "https://tiffin.test:8443"},
    {"origin": "null"},
]
ALLOWED = [
    {},
    {"sec-fetch-site": "same-origin", "origin": "https://tiffin.test"},
    {"sec-fetch-site": "none"},
    {"origin": "https://tiffin.test"},
    {"authorization": "Bearer x", "origin": "https://evil.test"},
]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("headers", REFUSED)
def test_refuses_changes_that_another_site_asks_for(method: str, headers: dict[str, str]) -> None:
    with pytest.raises(CrossSiteRequest):
        edge.check_origin(method, Headers(OURS | headers))


@pytest.mark.parametrize("headers", ALLOWED)
def test_lets_our_pages_and_programs_through(headers: dict[str, str]) -> None:
    assert edge.check_origin("POST", Headers(OURS | headers)) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("headers", REFUSED)
def test_lets_anybody_read(headers: dict[str, str]) -> None:
    assert edge.check_origin("GET", Headers(OURS | headers)) is None  # type: ignore[func-returns-value]
