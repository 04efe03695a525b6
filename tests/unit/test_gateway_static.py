"""The gateway serves `public/` and sets the headers of `vercel.json` as Vercel does."""

from pathlib import Path

import httpx
import pytest

from lib.gateway import Gateway
from tests.unit.gateway_tree import ECHO, build_tree, client_of

FILES = {
    "api/health.py": ECHO,
    "lib/secret.py": "SECRET = 1",
    "public/index.html": "<p>front</p>",
    "public/about/index.html": "<p>about</p>",
    "public/robots.txt": "User-agent: *\n",
    "public/app.js": "1",
    "public/style.css": "p{}",
    "public/logo.svg": "<svg/>",
}
NOT_API = "/((?!api(?:/|$)).*)"
OWN_CSP = """
from fastapi import FastAPI, Response
app = FastAPI()

@app.get("/{path:path}")
async def own() -> Response:
    return Response("", headers={"Content-Security-Policy": "the app's", "X-Own": "1"})
"""


async def get(root: Path, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async with client_of(Gateway(root)) as client:
        return await client.request(
            method, f"http://test{path}", headers={k.replace("_", "-"): v for k, v in headers.items()}
        )


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/", "<p>front</p>", "text/html; charset=utf-8"),
        ("/index.html", "<p>front</p>", "text/html; charset=utf-8"),
        ("/about", "<p>about</p>", "text/html; charset=utf-8"),
        ("/about/", "<p>about</p>", "text/html; charset=utf-8"),
        ("/about/index.html", "<p>about</p>", "text/html; charset=utf-8"),
        ("/robots.txt", "User-agent: *\n", "text/plain; charset=utf-8"),
        ("/app.js", "1", "text/javascript; charset=utf-8"),
        ("/style.css", "p{}", "text/css; charset=utf-8"),
        ("/logo.svg", "<svg/>", "image/svg+xml"),
    ],
)
async def test_serves_files_of_public_with_their_type(tmp_path: Path, path: str, body: str, kind: str) -> None:
    answer = await get(build_tree(tmp_path, FILES), path)

    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, body, kind)
    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    "path",
    [
        "/Robots.txt",
        "/robots.txt/",
        "/index",
        "/about/index",
        "/public/robots.txt",
        "//robots.txt",
        "/%2e%2e/lib/secret.py",
        "/..%2flib%2fsecret.py",
        "/about/%2e%2e/%2e%2e/lib/secret.py",
        "/%00",
        "/" + "a" * 5000,
    ],
)
async def test_serves_nothing_else(tmp_path: Path, path: str) -> None:
    answer = await get(build_tree(tmp_path, FILES), path)

    assert answer.status_code == 404
    assert "SECRET" not in answer.text


async def test_a_file_that_the_client_has_is_not_sent_again(tmp_path: Path) -> None:
    root = build_tree(tmp_path, FILES)
    first = await get(root, "/robots.txt")

    unchanged = await get(root, "/robots.txt", if_none_match=first.headers["etag"])
    (root / "public/robots.txt").write_text("User-agent: somebody\n")
    changed = await get(root, "/robots.txt", if_none_match=first.headers["etag"])

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (changed.status_code, changed.text) == (200, "User-agent: somebody\n")


async def test_head_has_the_headers_and_no_body(tmp_path: Path) -> None:
    answer = await get(build_tree(tmp_path, FILES), "/robots.txt", "HEAD")

    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "14")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_files_are_only_read(tmp_path: Path, method: str) -> None:
    answer = await get(build_tree(tmp_path, FILES), "/robots.txt", method)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_the_sites_own_404_page_is_for_pages_not_for_the_api(tmp_path: Path) -> None:
    root = build_tree(tmp_path, {**FILES, "public/404.html": "<p>lost</p>"})

    page = await get(root, "/nope")
    api = await get(root, "/api/nope")

    assert (page.status_code, page.text) == (404, "<p>lost</p>")
    assert (api.status_code, api.text[:27]) == (404, "The page could not be found")


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/nope", "/apis", "/about/"])
async def test_headers_are_set_on_every_answer_outside_the_api(tmp_path: Path, path: str) -> None:
    rules = [{"source": NOT_API, "headers": [{"key": "Content-Security-Policy", "value": "default-src 'self'"}]}]

    answer = await get(build_tree(tmp_path, FILES, headers=rules), path)

    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]


async def test_headers_of_the_configuration_beat_those_of_the_function(tmp_path: Path) -> None:
    rule = {"headers": [{"key": "content-security-policy", "value": "the platform's"}]}
    tree = {"api/health.py": OWN_CSP}

    matched = await get(build_tree(tmp_path, tree, headers=[{"source": "/api/(.*)", **rule}]), "/api/health")
    spared = await get(build_tree(tmp_path, tree, headers=[{"source": NOT_API, **rule}]), "/api/health")

    assert matched.headers.get_list("content-security-policy") == ["the platform's"]
    assert spared.headers.get_list("content-security-policy") == ["the app's"]
    assert matched.headers["x-own"] == "1"
