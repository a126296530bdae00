"""What an opinion must show at the door: who brings it, what it is about, when it was written."""
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from services.intake.domain.arrival import GRACE, Arrival, ConsultationClosedAlready, judge_arrival
from services.intake.domain.bodies import digest_of
from services.intake.domain.contents import WRONG, check_anchor, check_answers, check_provision
from services.intake.domain.senders import Sender, claims_place, may_claim
from services.intake.models import Consultation, Opinion
from services.intake.operations.devices import NO_LONGER
from services.intake.operations.opinions import NewOpinion
from services.intake.queries.drafts import DraftMemory, Issued, OpenDraft
from services.intake.queries.registry import find_device
from shared.ids import receipt_of
from shared.refusals import Invalid, NotAllowed, SignInNeeded
from shared.web.doors import bearer, site, whoever

STAFF = ("officer", "admin")
KEPT = ("id", "consultation_id", "provision", "anchor", "text", "proposed_text", "reason", "station_id", "popup_id",
        "withdraw_hash", "written_at")
WRITING_COUNTS = ("box", "meeting")


def find_sender(session: Session) -> Sender:
    """Who brings opinions with this request: an enrolled device, staff, or anyone."""
    staff = whoever()
    if staff is not None:
        return Sender(is_staff=staff.has(*STAFF), stations=frozenset() if staff.has("admin") else staff.stations)
    token = bearer()
    device = find_device(session, token) if token else None
    return Sender(device_id=device.id, station_id=device.station_id) if device else Sender()


@dataclass(frozen=True, kw_only=True)
class Admission:
    """What the door goes by while one request is answered: who brings it, what is asked, which keys are known."""

    session: Session
    sender: Sender
    drafts: DraftMemory
    contact_keys: Container[str]
    now: datetime

    def admit(self, opinion: Mapping[str, Any], raw: Mapping[str, Any]) -> NewOpinion:
        """Check an opinion against its consultation and its sender and make its row; raises the refusal that fits."""
        sender, channel, station_id = self.sender, opinion["channel"] or "web", opinion["station_id"]
        if claims_place(channel, station_id, opinion["popup_id"]) and not may_claim(sender, station_id):
            _refuse_claim(sender)
        draft = self._draft(opinion)
        self._check_contact(opinion)
        _check_content(opinion, draft.issued)
        arrival = self._arrival(draft, opinion, channel)
        values = {name: opinion[name] for name in KEPT} | _defaults(opinion) | {
            "receipt": receipt_of(opinion["id"]), "digest": digest_of(raw), "draft_version": draft.version,
            "channel": channel, "late": arrival.late, "ahead": arrival.ahead, "device_id": sender.device_id,
            "received_at": self.now}
        return NewOpinion(values=values, raw=raw, sealed_contact=opinion["sealed_contact"],
                          contact_key=opinion["contact_key"], recording=opinion.get("recording"))

    def _arrival(self, draft: OpenDraft, opinion: Mapping[str, Any], channel: str) -> Arrival:
        """In time or not; what is here already is a repeat, whenever it comes again."""
        is_device = self.sender.device_id is not None
        try:
            return judge_arrival(draft.window, opinion["written_at"], self.now, is_device or channel in WRITING_COUNTS,
                                 GRACE if is_device else None)
        except ConsultationClosedAlready:
            if self.session.get(Opinion, opinion["id"]) is None:
                raise
            return Arrival(late=False, ahead=False)

    def _draft(self, opinion: Mapping[str, Any]) -> OpenDraft:
        draft = self.drafts.find(self.session, opinion["consultation_id"], opinion["draft_version"])
        if draft is None:
            if self.session.get(Consultation, opinion["consultation_id"]) is None:
                raise Invalid(WRONG, {"consultation_id": ["没有这次征求意见，请从列表里选。"]})
            raise Invalid(WRONG, {"draft_version": ["没有这一版草案，请刷新页面后重新提交。"]})
        return draft

    def _check_contact(self, opinion: Mapping[str, Any]) -> None:
        if opinion["sealed_contact"] and opinion["contact_key"] not in self.contact_keys:
            raise Invalid(WRONG, {"contact_key": ["联系方式用了不认识的公钥，请刷新页面后重新提交。"]})


def admit(session: Session, opinion: Mapping[str, Any], raw: Mapping[str, Any]) -> NewOpinion:
    """Let one opinion of the present request in, or raise the refusal that fits."""
    return open_admission(session).admit(opinion, raw)


def open_admission(session: Session, sender: Sender | None = None, now: datetime | None = None) -> Admission:
    """Open the door for *sender*, or whoever brings the present request."""
    return Admission(session=session, sender=sender or find_sender(session),
                     drafts=current_app.extensions["intake.drafts"], contact_keys=site().keys.contact_keys,
                     now=now or site().now())


def _defaults(opinion: Mapping[str, Any]) -> dict[str, Any]:
    submitter, device = opinion["submitter"] or {}, opinion["device"] or {}
    return {"stance": opinion["stance"] or "comment", "answers": opinion["answers"] or {},
            "language": opinion["language"] or "zh-CN", "submitter_kind": submitter.get("kind", "person"),
            "public_name": submitter.get("public_name"), "device_seq": device.get("seq"),
            "device_prev": device.get("prev")}


def _check_content(opinion: Mapping[str, Any], issued: Issued) -> None:
    """What an opinion says of the draft must fit the version it names."""
    check_provision(opinion["provision"], issued.texts)
    if opinion["anchor"] is not None:
        check_anchor(opinion["anchor"]["quote"], issued.bare_of(opinion["provision"]))
    if opinion["answers"] and issued.questions:
        check_answers(opinion["answers"], issued.questions)


def _refuse_claim(sender: Sender) -> None:
    if bearer() and sender.device_id is None and whoever() is None:
        raise SignInNeeded(NO_LONGER)
    if sender.device_id is None and whoever() is None:
        raise SignInNeeded("以工作站或网页以外的渠道提交，需要设备令牌或工作人员登录。")
    raise NotAllowed("不能以这个工作站的名义提交。")
