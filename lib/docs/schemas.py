"""What the documentation's endpoints answer."""

from pydantic import BaseModel


class ApiRoot(BaseModel):
    """The API's name and version, and addresses of what to read next."""

    name: str
    version: str
    documentation: str
    openapi: str
    problems: str


class ProblemPage(BaseModel):
    """One kind of problem: when it happens and what to do about it."""

    code: str
    status: int
    title: str
    explanation: str
