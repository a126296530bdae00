"""A parcel taken whole: what is admissible, what waits for a clerk, and what the device's chain says then."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.intake.models import Device
from services.intake.operations.asides import NewAside, keep_asides
from services.intake.operations.devices import hear_device
from services.intake.operations.opinions import NewOpinion, Taken, receive_opinions
from services.intake.operations.spoken import keep_spoken
from services.intake.queries.asides import Reasons, list_inadmissible
from services.intake.queries.chains import Chain, find_chain
from services.intake.queries.progress import list_digests
from services.intake.queries.spoken import list_spoken_digests
from shared.messaging.postbox import Postbox
from shared.refusals import Errors

TWICE: Errors = {"id": ["这个编号已经用于另一条内容不同的意见；这一份已另存，等工作人员核对。"]}


@dataclass(frozen=True)
class Damaged:
    """A record that cannot be read: the device keeps it and sends it again."""

    sentence: str


Judged = NewOpinion | NewAside | Damaged


@dataclass(frozen=True)
class Outcome:
    """What became of one record."""

    seq: int | None
    status: str
    errors: Errors


@dataclass(frozen=True)
class Unpacked:
    """What became of a parcel."""

    device: Device
    outcomes: Sequence[Outcome]
    chain: Chain

    def count(self, status: str) -> int:
        """How many records fared so."""
        return sum(each.status == status for each in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """As the device is told; a record whose number cannot be read is known by its place."""
        results = []
        for index, each in enumerate(self.outcomes):
            result: dict[str, Any] = {"seq": each.seq, "status": each.status}
            result |= {"errors": {name: list(sentences) for name, sentences in each.errors.items()}} if (
                each.errors) else {}
            results.append(result | ({"index": index} if each.seq is None else {}))
        return {"results": results, "chain": self.chain.as_json()}


def unpack_parcel(session: Session, post: Postbox, device: Device, judged: Sequence[Judged],
                  now: datetime) -> Unpacked:
    """Keep all of a parcel's records in one transaction. What was taken in before is a repeat, whatever the door says
    of it now, and what was kept aside stays so, whatever became of it."""
    news = [each for each in judged if isinstance(each, NewOpinion)]
    before = list_inadmissible(session, [body_of(each) for each in news])
    admitted = [each for each in news if body_of(each) not in before]
    statuses = _keep_new_asides(session, [each for each in judged if isinstance(each, NewAside)], device, now)
    taken = _take(session, post, admitted, now)
    statuses |= {id(new): each.status for new, each in zip(admitted, taken, strict=True)}
    hear_device(session, device, now)
    return Unpacked(device, [_outcome(each, statuses.get(id(each), "aside"), before) for each in judged],
                    find_chain(session, device.id))


def _keep_new_asides(session: Session, asides: Sequence[NewAside], device: Device, now: datetime) -> dict[int, str]:
    """Keep what is not here yet, even as an opinion; the others are named as repeats."""
    ids = [each.id for each in asides]
    known = list_spoken_digests(session, ids) | list_digests(session, ids)
    repeats = {id(each): "repeated" for each in asides if known.get(each.id) == each.digest}
    keep_asides(session, [each for each in asides if id(each) not in repeats], device.id, now)
    return repeats


def _take(session: Session, post: Postbox, news: Sequence[NewOpinion], now: datetime) -> list[Taken]:
    """Keep what is admissible: what was written, and what was spoken until somebody has written it down."""
    written = iter(receive_opinions(session, post, [each for each in news if each.recording is None], now))
    return [next(written) if each.recording is None else keep_spoken(session, each, now) for each in news]


def body_of(new: NewOpinion) -> tuple[str, str]:
    """What the same body is told by."""
    return new.id, new.values["digest"]


def _outcome(judged: Judged, status: str, before: dict[tuple[str, str], Reasons]) -> Outcome:
    if isinstance(judged, Damaged):
        return Outcome(None, "damaged", {"_body": [judged.sentence]})
    if isinstance(judged, NewAside):
        return Outcome(judged.seq, status, judged.errors if status == "aside" else {})
    errors = before.get(body_of(judged), TWICE if status == "conflict" else {})
    return Outcome(judged.values["device_seq"], status, errors)
