"""What may be refused, in words for the person who asked; shared/web alone knows the status codes."""
from collections.abc import Mapping, Sequence

Errors = Mapping[str, Sequence[str]]


class Refused(Exception):
    """The state of things forbids what was asked (HTTP 409)."""

    def __init__(self, sentence: str, errors: Errors | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.errors = sentence, dict(errors or {})


class NotFound(Refused):
    """There is no such thing (HTTP 404)."""


class Invalid(Refused):
    """Fields of the request are wrong (HTTP 422); ``errors`` names each with its sentences."""


class Unreadable(Refused):
    """The request cannot be parsed at all (HTTP 400)."""


class NotAllowed(Refused):
    """The person is known and may not do this (HTTP 403)."""


class SignInNeeded(Refused):
    """Nobody, or nobody believable, is asking (HTTP 401)."""


class TooMany(Refused):
    """Asked too often (HTTP 429)."""


class TooLarge(Refused):
    """The body is larger than this route takes (HTTP 413)."""
