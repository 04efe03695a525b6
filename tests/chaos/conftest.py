"""People in front of the app, as in `tests/api`."""

from tests.api.conftest import ada, no_failure_is_hidden, signed_in, stranger

__all__ = ["ada", "no_failure_is_hidden", "signed_in", "stranger"]
