"""What the tests of the emulators share."""

from collections.abc import Iterator

import httpx
import pytest

from lib.dev.testbed import TestBed


@pytest.fixture
def upstash(services: TestBed) -> Iterator[httpx.Client]:
    """A client of the REST protocol itself, with the token that may write."""
    headers = {"Authorization": f"Bearer {services.environment['KV_REST_API_TOKEN']}"}
    with httpx.Client(base_url=services.environment["KV_REST_API_URL"], headers=headers) as client:
        yield client


@pytest.fixture
def resend_http(services: TestBed) -> Iterator[httpx.Client]:
    """A client of the mail API itself, with a key."""
    with httpx.Client(
        base_url=services.environment["RESEND_API_URL"], headers={"Authorization": "Bearer re_test"}
    ) as client:
        yield client
