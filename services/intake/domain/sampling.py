"""Which slips are keyed once more: 5 of 100, at least one, drawn so that nobody at a keyboard can foresee them."""
import hmac
from collections.abc import Iterable
from hashlib import sha256

SHARE = 20  # one in twenty


def drawn(secret: str, slip_ids: Iterable[str]) -> set[str]:
    """The slips of one opening that are keyed a third time: one in twenty, rounded up. The draw depends on the slips'
    ids and on a secret of the server alone: it can be repeated, and it cannot be known before."""
    ranked = sorted(set(slip_ids), key=lambda each: _lot(secret, each))
    return set(ranked[:-(-len(ranked) // SHARE)])


def _lot(secret: str, slip_id: str) -> bytes:
    return hmac.new(secret.encode(), f"audit:{slip_id}".encode(), sha256).digest()
