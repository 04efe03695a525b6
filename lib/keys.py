"""The installation's signing key, for those who sign."""

from lib import logs, settings
from lib.errors import NotConfigured


def signing_key() -> bytes:
    """The bytes of `SECRET_KEY`.

    Raises:
        NotConfigured: it is not set.
    """
    secret = settings.get().secret_key
    if secret is None:
        logs.warning("not_configured", variable="SECRET_KEY")
        raise NotConfigured
    return secret.get_secret_value().encode()
