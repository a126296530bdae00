"""Who is asking: passwords, codes and signed tokens. Review signs; the others only verify."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

ROLES = ("officer", "expert", "adviser", "group", "leader", "admin")
CODE_ROLES = frozenset({"admin", "leader", "group"})
LIFETIME = timedelta(hours=8)
# OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A signed-in person: account id, shown name, roles, and the stations and groups they are bound to (none = all)."""

    account_id: str
    name: str
    roles: frozenset[str]
    stations: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    signed_at: datetime = datetime.fromtimestamp(0, UTC)

    def has(self, *roles: str) -> bool:
        """Tell whether the person holds one of *roles*."""
        return bool(self.roles.intersection(roles))


def hash_password(password: str) -> str:
    """Hash with argon2id."""
    return _HASHER.hash(password)


def check_password(hashed: str, password: str) -> bool:
    """Compare in constant time; any malformed hash is a no."""
    try:
        return _HASHER.verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


def new_code_secret() -> str:
    """Make a secret for time-based codes (RFC 6238)."""
    return pyotp.random_base32()


def code_address(secret: str, account: str) -> str:
    """The otpauth:// address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name="Minyi 民意直通车")


def matching_step(secret: str, code: str, moment: datetime) -> int | None:
    """The 30-second step whose code this is (one step of drift allowed), or None; a step may be used once."""
    totp = pyotp.TOTP(secret)
    for drift in (0, -1, 1):
        step = totp.timecode(moment) + drift
        if pyotp.utils.strings_equal(totp.generate_otp(step), code.strip()):
            return step
    return None


def sign_token(private_pem: str, identity: Identity, moment: datetime) -> tuple[str, datetime]:
    """Sign an EdDSA JWT for *identity*; returns it and the moment it ends."""
    ends = moment + LIFETIME
    claims = {"sub": identity.account_id, "name": identity.name, "roles": sorted(identity.roles),
              "stations": sorted(identity.stations), "groups": sorted(identity.groups),
              "iat": int(moment.timestamp()), "exp": int(ends.timestamp()), "iss": "minyi"}
    return jwt.encode(claims, private_pem, algorithm="EdDSA"), ends


def read_token(public_pem: str, token: str, moment: datetime) -> Identity | None:
    """Verify a token; None if a single bit is wrong or its time is over."""
    try:
        claims = jwt.decode(token, public_pem, algorithms=["EdDSA"], issuer="minyi",
                            options={"require": ["sub", "exp", "iat", "roles"], "verify_exp": False,
                                     "verify_iat": False})
    except (jwt.PyJWTError, ValueError):
        return None
    if claims["exp"] <= moment.timestamp():
        return None
    return Identity(account_id=claims["sub"], name=claims.get("name", ""), roles=_known(claims["roles"]),
                    stations=frozenset(claims.get("stations", ())), groups=frozenset(claims.get("groups", ())),
                    signed_at=datetime.fromtimestamp(claims["iat"], UTC))


def _known(roles: Iterable[str]) -> frozenset[str]:
    return frozenset(roles).intersection(ROLES)
