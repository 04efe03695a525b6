"""The catalogue of problems: stable codes, one page each, nothing undocumented."""

import re

import pytest

from lib import errors
from lib.problem import FieldError, Problem, catalogue, explanation


@pytest.mark.parametrize("kind", catalogue().values(), ids=catalogue().keys())
def test_every_problem_is_explained(kind: type[Problem]) -> None:
    assert len(explanation(kind)) > 40
    assert 400 <= kind.status < 600
    assert re.fullmatch("[a-z]+(_[a-z]+)*", kind.code)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = re.findall(r"(\w+) +(\d{3}) ([a-z_]+)$", errors.__doc__ or "", re.MULTILINE)

    assert drawn == [(kind.__name__, str(kind.status), kind.code) for kind in catalogue().values()]


def test_is_rendered_as_rfc_9457_says() -> None:
    problem = errors.ValidationFailed(errors=[FieldError("/kcal/min", "too low")], hint="more")

    document = problem.document(origin="https://tiffin.test", request_id="r")

    assert document == {
        "type": "https://tiffin.test/api/problems/validation_failed",
        "title": "Some fields are not acceptable",
        "status": 422,
        "detail": "Some fields are not acceptable",
        "code": "validation_failed",
        "request_id": "r",
        "errors": [{"in": "body", "pointer": "/kcal/min", "message": "too low"}],
        "hint": "more",
    }
