"""How tests look at a problem: every member that RFC 9457 and we promise, at once."""

import httpx


def assert_problem(response: httpx.Response, status: int, code: str, *pointers: str) -> None:
    """The answer is this problem, complete, and names exactly these fields."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json"), (
        response.text
    )
    document = response.json()
    assert document["code"] == code, document
    assert document["status"] == status
    assert document["type"].endswith(f"/api/problems/{code}")
    assert document["request_id"] == response.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    if pointers:
        assert sorted(error["pointer"] for error in document["errors"]) == sorted(pointers)
