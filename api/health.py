"""`/api/health`: is this instance alive, and is it ready to serve."""

from fastapi import Response

from lib.app import create_app
from lib.health.schemas import Health, Readiness

app = create_app("Health")


@app.get("/api/health", tags=["Health"])
async def get_health() -> Health:
    """Say that the function runs; touches nothing else, so that a monitor never wakes the database."""
    return Health(status="ok")


@app.get("/api/health/ready", tags=["Health"], responses={503: {"model": Readiness, "description": "Not ready"}})
async def get_readiness(response: Response) -> Readiness:
    """Ask the database and Redis whether they answer; Redis is reported but never required."""
    from lib.health import service  # a database's import is not paid by `/api/health`

    readiness = await service.check()
    response.status_code = 200 if readiness.status == "ready" else 503
    return readiness
