"""What Schemathesis is to hold against every answer beyond its own checks; it loads this file itself."""

from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response

from lib import errors, problem


@schemathesis.check
def complete_problem(_: CheckContext, response: Response, case: Case[Any]) -> None:
    """An error is a problem that we know, with every common member, naming fields that are there to be changed."""
    if response.status_code < 400 or case.method == "HEAD" or "x-vercel-error" in response.headers:
        return
    assert response.headers["content-type"] == [problem.MEDIA_TYPE]
    document = response.json()
    known = problem.catalogue()[document["code"]]
    assert document["status"] == response.status_code == known.status
    assert document["type"].endswith(f"/api/problems/{known.code}")
    assert [document["request_id"]] == response.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    for error in document.get("errors", []):
        assert error["message"]
        assert error["in"] != "body" or _leads_somewhere(error["pointer"], case.body), error


def _leads_somewhere(pointer: str, body: Any) -> bool:
    """Whether all but the last step exist: the last may be what is missing."""
    for step in pointer.split("/")[1:-1]:
        name = step.replace("~1", "/").replace("~0", "~")
        try:
            body = body[int(name)] if isinstance(body, list) else body[name]
        except (LookupError, TypeError, ValueError):
            return False
    return True


assert errors.__doc__  # importing the errors is what fills the catalogue
