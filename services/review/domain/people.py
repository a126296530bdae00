"""Rules about accounts: how often one may err, what a password is, who needs a code."""
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

PASSWORD_LEAST, PASSWORD_MOST = 10, 200
FAILURES = 5
LOCK = timedelta(minutes=15)
CODE_ROLES = frozenset({"admin", "leader", "group"})
# Who reads opinions must not see who wrote them; these see the public names.
SEE_NAMES = frozenset({"officer", "group", "admin"})
# Without characters that look alike on paper: an initial password is read aloud and copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """Make an initial password of 16 characters (79 bits), in groups of four."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return "-".join(letters[start:start + 4] for start in range(0, 16, 4))


def lock_after(failures: int, now: datetime) -> datetime | None:
    """Until when an account is locked after its *failures*-th failure in a row (None: it is not)."""
    return now + LOCK if failures >= FAILURES else None


def needs_code(roles: Collection[str], confirmed: bool, required: bool) -> bool:
    """Whether a sign-in must show a code: the account has enrolled, or its role is asked to."""
    return confirmed or (required and not CODE_ROLES.isdisjoint(roles))


def sees_too_much(roles: Collection[str]) -> bool:
    """Whether an expert would see, by another role, who wrote what is read."""
    return "expert" in roles and not SEE_NAMES.isdisjoint(roles)


def end_of_tokens(now: datetime) -> datetime:
    """The moment before which tokens end: they know whole seconds only, and one signed just now must stand."""
    return now.replace(microsecond=0) - timedelta(microseconds=1)
