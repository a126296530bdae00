"""Devices: enrolled, bound by a one-time code, heard, revoked."""
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.intake.models import Device, DeviceStep, Enrolment
from services.intake.queries.devices import find_any_device
from services.intake.queries.registry import find_device, find_station, hash_token
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import NotAllowed, NotFound, Refused, SignInNeeded
from shared.rows import Executor

VALID, HEARD_EVERY = timedelta(minutes=30), timedelta(minutes=1)
NO_LONGER = ("这台设备已停用，或者已经换绑：它的令牌不再有效。设备上的意见都还在，没有丢。请工作人员在“设备一览”页里"
             "点“重新绑定”，用这台设备扫新的二维码，之后会接着发送；也可以导出到 U 盘，带回工作站。")
NO_TOKEN = "这里只给已登记的设备用，请带上设备令牌（Authorization: Bearer）。"
UNKNOWN_CODE = "没有这个绑定码。请重新扫一次二维码；还是不行，请工作人员在“设备一览”页里点“重新绑定”，再出一个。"


class CodeRefused(Refused):
    """The one-time code can bind no device any more."""


@dataclass(frozen=True)
class Enrolled:
    """A device with what is shown this once: its token, and the code that binds it."""

    device: Device
    token: str
    code: str


def enrol_device(session: Session, station_id: str, values: Mapping[str, Any], who: Identity,
                 now: datetime) -> Enrolled:
    """Enrol a device. Token and code are returned this once and only their hashes are kept."""
    find_station(session, station_id)
    check_station(who, station_id)
    token = secrets.token_urlsafe(32)
    device = Device(id=new_id(), station_id=station_id, token_hash=hash_token(token), enrolled_at=now, **values)
    session.add(device)
    session.flush()
    _note(session, device, "enrolled", who.account_id, now)
    return Enrolled(device, token, _issue(session, device, now))


def issue_code(session: Session, device_id: str, who: Identity, now: datetime) -> Enrolled:
    """Make a code that binds a known device anew, also one that was revoked; what was issued before is void. The
    device's present token counts until the code is used. Collect asks for no code: its token is changed at once."""
    device = find_any_device(session, device_id)
    check_station(who, device.station_id)
    _note(session, device, "code_issued", who.account_id, now)
    token = ""
    if device.kind == "collect":
        token = secrets.token_urlsafe(32)
        device.token_hash, device.revoked_at = hash_token(token), None
    return Enrolled(device, token, _issue(session, device, now))


def bind_device(session: Session, code: str, now: datetime) -> tuple[Device, str]:
    """Use a code up: the device gets a new token, the one before counts no longer. Raises NotFound, CodeRefused."""
    enrolment = find_enrolment(session, code, now)
    used = session.scalar(update(Enrolment).returning(Enrolment.code_hash).values(used_at=now).where(
        Enrolment.code_hash == enrolment.code_hash, Enrolment.used_at.is_(None), Enrolment.void_at.is_(None)))
    if used is None:
        raise CodeRefused(_fault(enrolment, now) or "这个二维码刚刚被另一台设备用掉了，请工作人员再出一个。")
    device, token = find_any_device(session, enrolment.device_id), secrets.token_urlsafe(32)
    device.token_hash, device.revoked_at, device.heard_at = hash_token(token), None, now
    _note(session, device, "bound", None, now)
    return device, token


def find_enrolment(session: Session, code: str, now: datetime) -> Enrolment:
    """The enrolment that a code stands for, if it can still be used. Raises NotFound, CodeRefused."""
    found = session.get(Enrolment, hash_token(code))
    if found is None:
        raise NotFound(UNKNOWN_CODE)
    if fault := _fault(found, now):
        raise CodeRefused(fault)
    return found


def revoke_device(session: Session, device_id: str, who: Identity, now: datetime) -> Device:
    """Let a device's token count no longer, and no code either; a second time changes nothing."""
    device = find_any_device(session, device_id)
    check_station(who, device.station_id)
    _void(session, device, now)
    if device.revoked_at is None:
        device.revoked_at = now
        _note(session, device, "revoked", who.account_id, now)
    return device


def recognise_device(session: Session, token: str | None, now: datetime) -> Device:
    """The device that is asking, heard at this moment. Raises SignInNeeded, which tells its operator what to do."""
    device = find_device(session, token) if token else None
    if device is None:
        raise SignInNeeded(NO_LONGER if token else NO_TOKEN)
    device.heard_at = now
    return device


def is_heard_anew(device: Device, now: datetime) -> bool:
    """Whether a minute has passed since it was noted that the device was heard: more often is not worth a write."""
    return device.heard_at is None or now - device.heard_at >= HEARD_EVERY


def hear_device(session: Executor, device: Device, now: datetime) -> None:
    """Note when a device was last heard, once a minute at most."""
    if is_heard_anew(device, now):
        session.execute(update(Device).where(Device.id == device.id).values(heard_at=now))


def check_station(who: Identity, station_id: str) -> None:
    """Refuse what an officer wants to do at another's station."""
    if who.stations and station_id not in who.stations and not who.has("admin"):
        raise NotAllowed("只能管理自己工作站的设备和流动工作站点，请联系管理员。")


def _issue(session: Session, device: Device, now: datetime) -> str:
    _void(session, device, now)
    code = secrets.token_urlsafe(16)
    session.add(Enrolment(code_hash=hash_token(code), device_id=device.id, made_at=now, expires_at=now + VALID))
    return code


def _void(session: Session, device: Device, now: datetime) -> None:
    for each in session.scalars(select(Enrolment).where(
            Enrolment.device_id == device.id, Enrolment.used_at.is_(None), Enrolment.void_at.is_(None))):
        each.void_at = now


def _fault(enrolment: Enrolment, now: datetime) -> str:
    """Why a code can bind no device any more, and what to do; empty if it can."""
    again = "请工作人员在“设备一览”页里点“重新绑定”，再出一个。"
    if enrolment.used_at is not None:
        return f"这个二维码已经用过了：一个二维码只能绑定一次。{again}"
    if enrolment.void_at is not None:
        return f"这个二维码已经作废：设备停用了，或者后来又出了新的。请扫最新的那一个；没有的话，{again}"
    return f"这个二维码已经过期：30 分钟内有效。{again}" if now >= enrolment.expires_at else ""


def _note(session: Session, device: Device, step: str, who: str | None, now: datetime) -> None:
    session.add(DeviceStep(id=new_id(), device_id=device.id, step=step, at=now, who=who))
