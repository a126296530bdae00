"""The door for parcels: what a tablet kept sealed, by network or on a USB stick, through the same admission as all."""
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app, request
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from services.intake.api.admission import Admission, open_admission
from services.intake.api.events import read_events
from services.intake.domain.parcels import (
    MARK,
    MOST_BODY,
    MOST_BYTES,
    MOST_HEADER,
    MOST_RECORDS,
    Envelope,
    Frame,
    NotAParcel,
    Overlong,
    find_frames,
    inflate,
    read_envelope,
    split_marks,
)
from services.intake.domain.senders import Sender
from services.intake.models import Conflict, Device
from services.intake.opening import Opener
from services.intake.operations.asides import NewAside
from services.intake.operations.events import keep_events
from services.intake.operations.opinions import NewOpinion
from services.intake.operations.parcels import Damaged, Judged, Unpacked, unpack_parcel
from services.intake.queries.registry import find_device
from services.intake.schemas.office import SpokenSchema
from services.intake.schemas.opinions import OpinionSchema
from services.intake.schemas.parcels import ParcelHeaderSchema
from shared.refusals import Errors, Refused, SignInNeeded, TooLarge, Unreadable
from shared.schemas import ID
from shared.web.bodies import JsonRoutes, limit, load_values, read_json
from shared.web.doors import keyed_door, site
from shared.web.errors import named
from shared.web.turns import turn, unhurried

routes = JsonRoutes("parcels", __name__, url_prefix="/api/v1")
HEADER, ITEM, SPOKEN = ParcelHeaderSchema(), OpinionSchema(), SpokenSchema()
MOST_SEQ = 2**31 - 1
MOST_ERRORS, LONGEST_NAME = 20, 60
HEADER_DAMAGED = "意见包的开头损坏，什么都没有收下；意见还在平板上，请重新发送或重新导出。"
STRANGER = ("这个意见包的设备令牌不认识、已停用或已换绑，什么都没有收下；意见都还在平板上，没有丢。"
            "请在“设备一览”页打开这台设备，点“换机／重新绑定”，用这台平板扫新的二维码，再从平板上重新发送，或者重新导出、"
            "在这里再导入一次。不要登记成新设备，也不要清除平板上的数据。")
Contents = Mapping[str, Any] | Damaged


@routes.post("/parcels")
@keyed_door("checked inside: the device's token in the parcel's sealed header")
@limit(MOST_BYTES)
def post_parcel() -> dict[str, Any]:
    """Take a parcel of up to 500 opinions; one bad record never spoils the rest, and a repeat changes nothing."""
    return take_parcel(request.get_data()).as_json() | {"now": site().now().isoformat()}


def take_parcel(data: bytes) -> Unpacked:
    """Open a parcel, judge each record as the batch door would, and keep what came. Raises the refusal that fits."""
    if len(data) > MOST_BYTES:
        raise TooLarge("意见包太大：最大 4 MB，请在平板上分几次导出。")
    opener: Opener = current_app.extensions["intake.opener"]
    envelope = read_envelope(data)
    header = _open_header(opener, envelope)
    device = _find_sender(header)
    with turn(), site().database.reading() as session:
        admission = open_admission(session, Sender(device_id=device.id, station_id=device.station_id))
        judged = [each if isinstance(each, Damaged) else _judge(admission, each)
                  for each in unhurried(_open_records(opener, envelope, header))]
    events = read_events(header["events"], judged)
    with site().database.writing() as session:
        keep_events(session, device, events.kept, site().now())
        return replace(unpack_parcel(session, site().post, device, judged, site().now()), notes=events.notes)


def _open_header(opener: Opener, envelope: Envelope) -> dict[str, Any]:
    if not opener.knows(envelope.fingerprint):
        raise NotAParcel("意见包是用这里没有的密钥封的，打不开；请核对平板登记在哪个系统，或在平板上重新导出。")
    opened = opener.open(envelope.fingerprint, envelope.header)
    if opened is None:
        raise NotAParcel(HEADER_DAMAGED)
    try:
        header: dict[str, Any] = HEADER.load(read_json(inflate(opened, MOST_HEADER)))
    except (Overlong, zlib.error, Unreadable):
        raise NotAParcel(HEADER_DAMAGED) from None
    except ValidationError as error:
        raise NotAParcel("意见包的开头不合规定，什么都没有收下；请更新平板上的程序后重新发送。",
                         named(error.messages, "header")) from None
    header["hashes"] = _marks_of(header)
    return header


def _marks_of(header: Mapping[str, Any]) -> list[bytes]:
    joined = b64decode(header["hashes"])
    marks = split_marks(joined)
    if len(joined) % MARK or len(marks) > MOST_RECORDS or len(header["order"] or marks) != len(marks):
        raise NotAParcel(f"意见包的开头不合规定：每包最多 {MOST_RECORDS} 条，每条一个 16 字节的校验值。")
    return marks


def _find_sender(header: Mapping[str, Any]) -> Device:
    """The device whose token lies in the header: nothing else speaks for a parcel."""
    with site().database.reading() as session:
        device = find_device(session, header["token"])
    if device is None:
        raise SignInNeeded(STRANGER)
    if device.id != header["device"]:
        raise NotAParcel("意见包里写的设备与令牌不是同一台，什么都没有收下。",
                         {"header.device": ["应为令牌所属的设备。"]})
    return device


def _open_records(opener: Opener, envelope: Envelope, header: Mapping[str, Any]) -> Iterator[Contents]:
    """What is in each record the header names, in its order."""
    frames = find_frames(envelope.rest, header["hashes"])
    templates = [each.encode("utf-8", "replace") for each in header["templates"]]
    order = header["order"]
    for index in range(len(header["hashes"])):
        if index in frames:
            number = order[index] if order else frames[index].template
            yield _open_record(opener, envelope.fingerprint, frames[index], templates, number)
        else:
            yield Damaged("这一条在路上损坏了，没有收下；意见还在平板上，请重新发送。")


def _open_record(opener: Opener, fingerprint: str, frame: Frame, templates: Sequence[bytes], number: int) -> Contents:
    opened = opener.open(fingerprint, frame.box)
    if opened is None or number >= len(templates):
        return Damaged("这一条打不开，没有收下；意见还在平板上，请重新发送。")
    try:
        found = read_json(inflate(opened, MOST_BODY, templates[number]))
    except Overlong:
        return Damaged("这一条展开后超过 256 kB，不是平板写的意见，没有收下。")
    except (zlib.error, Unreadable):
        return Damaged("这一条里面不是意见的 JSON，没有收下；意见还在平板上，请重新发送。")
    if not isinstance(found, dict) or not isinstance(found.get("id"), str) or not ID.fullmatch(found["id"]):
        return Damaged("这一条里面没有意见的编号，没有收下。")
    return found


def _judge(admission: Admission, raw: Mapping[str, Any]) -> Judged:
    """An opinion that may be kept, or one that waits for a clerk, with the reason."""
    try:
        schema = SPOKEN if "recording" in raw and "text" not in raw else ITEM
        return admission.admit(schema.load(raw), raw)
    except ValidationError as error:
        errors: Errors = named(error.messages)
    except Refused as refused:
        errors = refused.errors or {"_body": [refused.sentence]}
    return NewAside(id=raw["id"], raw=raw, seq=_seq_of(raw), errors=_bounded(errors))


def admit_aside(session: Session, aside: Conflict, raw: Mapping[str, Any]) -> NewOpinion:
    """Judge what a clerk has mended as the device's own, as of when it came; the clerk vouches for the place."""
    device = session.get(Device, aside.device_id) if aside.device_id else None
    if device is None or aside.kind != "inadmissible":
        raise Refused("只有平板交来、不能直接收录的意见可以在这里收录；编号重复的请用新的编号补录。")
    opinion = load_values(ITEM, raw)
    sender = Sender(device_id=device.id, station_id=opinion["station_id"])
    return open_admission(session, sender, aside.received_at).admit(opinion, raw)


def _bounded(errors: Errors) -> Errors:
    """As much of the reasons as a person reads; a field's name may be any text."""
    return {name.encode("utf-8", "replace").decode().replace("\0", "?")[:LONGEST_NAME]: list(errors[name])
            for name in list(errors)[:MOST_ERRORS]}


def _seq_of(raw: Mapping[str, Any]) -> int | None:
    device = raw.get("device")
    seq = device.get("seq") if isinstance(device, dict) else None
    return seq if isinstance(seq, int) and not isinstance(seq, bool) and 1 <= seq <= MOST_SEQ else None
