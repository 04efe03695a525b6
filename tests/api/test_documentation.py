"""What programs and people read: the root, the document, the page that shows it, and what problems mean."""

import httpx
import pytest
from openapi_spec_validator import validate

from lib.dev import openapi
from lib.problem import Problem, catalogue
from tests.support.problems import assert_problem


async def test_the_root_leads_on(client: httpx.AsyncClient) -> None:
    root = (await client.get("/api")).json()

    for name in ("documentation", "openapi", "problems"):
        assert (await client.get(root[name])).status_code == 200


async def test_one_document_describes_every_function(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/openapi.json")).json()

    validate(document)
    assert {"/api/health", "/api/v1/auth/sign-up", "/api/v1/meal-plans/{plan_id}"} <= document["paths"].keys()


def test_the_document_is_not_stale() -> None:
    assert not openapi.is_stale()


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does() -> None:
    operations = [operation for path in openapi.build()["paths"].values() for operation in path.values()]

    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert [operation["operationId"] for operation in operations if not operation.get("description")] == []


@pytest.mark.parametrize("name", ["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "start.js"])
async def test_the_page_needs_nobody_else(client: httpx.AsyncClient, name: str) -> None:
    page = await client.get("/api/docs")
    file = await client.get(f"/api/docs/{name}")

    assert f"/api/docs/{name}" in page.text
    assert "http" not in page.text
    assert file.status_code == 200
    assert len(file.content) > 200


async def test_the_page_has_no_file_but_its_own(client: httpx.AsyncClient) -> None:
    for name in ("docs.html", "service.py", "%2e%2e%2fservice.py"):
        assert (await client.get(f"/api/docs/{name}")).status_code == 404


@pytest.mark.parametrize("kind", catalogue().values(), ids=catalogue().keys())
async def test_every_problem_has_a_page(client: httpx.AsyncClient, kind: type[Problem]) -> None:
    as_json = await client.get(f"/api/problems/{kind.code}")
    as_page = await client.get(f"/api/problems/{kind.code}", headers={"accept": "text/html"})

    assert as_json.json()["title"] == kind.title
    assert as_page.headers["content-type"].startswith("text/html")
    assert kind.code in as_page.text


async def test_an_unknown_problem_is_a_problem(client: httpx.AsyncClient) -> None:
    assert_problem(await client.get("/api/problems/<script>"), 404, "not_found")
