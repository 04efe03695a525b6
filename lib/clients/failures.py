"""What a client's caller must tell apart, in a module that imports nothing: whether to try again."""


class MailDelayed(Exception):
    """Resend did not answer or asked us to come back; `retry_after` is in seconds when it said so."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class MailRefused(Exception):
    """Resend will never take this mail as it is."""
