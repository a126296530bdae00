"""The door that pages and programs share: app.py hangs it in, because pages and api do not know each other."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from sqlalchemy.orm import Session

from services.intake.models import Conflict, Opinion
from services.intake.operations.opinions import NewOpinion, Taken, receive_opinions
from services.intake.operations.parcels import Unpacked
from services.intake.pages.words import _
from services.intake.queries.progress import find_by_receipt
from shared.ids import read_receipt
from shared.refusals import NotFound
from shared.web.doors import site


@dataclass(frozen=True)
class Door:
    """How the API lets opinions in, alone, in parcels and mended, and how it counts numbers that do not exist."""

    admit: Callable[[Session, dict[str, Any], Mapping[str, Any]], NewOpinion]
    count_miss: Callable[[str], None]
    take_parcel: Callable[[bytes], Unpacked]
    admit_aside: Callable[[Session, Conflict, Mapping[str, Any]], NewOpinion]


def let_in(session: Session, opinion: dict[str, Any], raw: Mapping[str, Any]) -> NewOpinion:
    """Check an opinion as the API would; raises the refusal that fits."""
    return door().admit(session, opinion, raw)


def take(opinion: dict[str, Any], raw: Mapping[str, Any]) -> Taken:
    """Keep one opinion as the API would; raises the refusal that fits."""
    with site().database.writing() as session:
        return receive_opinions(session, site().post, [let_in(session, opinion, raw)], site().now())[0]


def follow(typed: str) -> Opinion:
    """The opinion behind a receipt; a miss is counted. Raises NotFound or TooMany."""
    receipt = read_receipt(typed)
    try:
        if receipt is None:
            raise NotFound("")
        with site().database.reading() as session:
            return find_by_receipt(session, receipt)
    except NotFound:
        count_miss(request.remote_addr or "")
        raise NotFound(_("没有找到这个回执号。请对照回执再看一遍；在没有网络的平板上交的，"
                         "要等平板联网以后才查得到。")) from None


def count_miss(address: str) -> None:
    """Count that *address* has asked for a number that does not exist; raises TooMany."""
    door().count_miss(address)


def door() -> Door:
    """What app.py has hung in."""
    found: Door = current_app.extensions["intake.door"]
    return found
