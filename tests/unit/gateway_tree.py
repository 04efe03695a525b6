"""Small trees of the shape that Vercel builds, for tests of the gateway."""

import json
from pathlib import Path
from typing import Any

import httpx

from lib.gateway import Gateway

ECHO = """
from fastapi import FastAPI, Request

app = FastAPI(openapi_url=None)

@app.api_route("/{path:path}", methods=["GET", "POST"])
async def echo(request: Request) -> dict[str, str]:
    return {"file": __name__, "path": request.scope["path"], "query": str(request.query_params)}
"""


def build_tree(root: Path, files: dict[str, str], **config: Any) -> Path:
    """The root, with these files and a `vercel.json` of these keys."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (root / "vercel.json").write_text(json.dumps({"framework": None, **config}))
    return root


def client_of(gateway: Gateway) -> httpx.AsyncClient:
    """A client that speaks to the gateway without a network and follows nothing by itself."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=gateway), base_url="http://test")
