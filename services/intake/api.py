"""JSON routes of intake."""
import json
from hashlib import sha256
from typing import Any

import rfc8785
from flask import current_app, request

from services.intake.domain import check_provision, judge_arrival
from services.intake.operations import NewOpinion, Taken, receive_opinions
from services.intake.queries import DraftMemory
from services.intake.schemas import OpinionSchema
from shared.ids import receipt_of
from shared.refusals import Invalid, Refused
from shared.web.bodies import JsonRoutes
from shared.web.doors import open_door, site

routes = JsonRoutes("intake", __name__, url_prefix="/api/v1")
_UNSIGNED = ("sealed_contact", "contact_key")


@routes.post("/opinions")
@open_door("anyone may speak, without an account (law 9)")
@routes.arguments(OpinionSchema)
def post_opinion(opinion: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Leave one opinion. 201 new, 200 repeated, 202 late, 409 the id is taken by another body or the time is over."""
    raw = request.get_json()
    with site().database.writing() as session:
        new = admit(session, opinion, raw)
        taken = receive_opinions(session, site().post, [new], site().now())[0]
    return answer(taken), {"created": 201, "late": 202, "repeated": 200}[taken.status]


def admit(session: Any, opinion: dict[str, Any], raw: dict[str, Any]) -> NewOpinion:
    """Check an opinion against its consultation and make its row; raises Invalid or ConsultationClosedAlready."""
    memory: DraftMemory = current_app.extensions.setdefault("intake.drafts", DraftMemory())
    draft = memory.find(session, opinion["consultation_id"], opinion["draft_version"])
    if draft is None:
        raise Invalid("请按每个字段的提示改正后重新提交，什么都没有保存。", {"consultation_id": ["没有这次征求意见，或没有这一版草案。"]})
    check_provision(opinion["provision"], draft.eids)
    now = site().now()
    arrival = judge_arrival(draft.window, opinion["written_at"], now, writing_counts=False)
    body = rfc8785.dumps({name: value for name, value in raw.items() if name not in _UNSIGNED})
    submitter, device = opinion["submitter"] or {}, opinion["device"] or {}
    values = {name: opinion[name] for name in (
        "id", "consultation_id", "provision", "anchor", "text", "proposed_text", "reason", "station_id", "popup_id",
        "withdraw_hash", "written_at")}
    values |= {
        "receipt": receipt_of(opinion["id"]), "digest": sha256(body).hexdigest(), "draft_version": draft.version,
        "stance": opinion["stance"] or "comment", "answers": opinion["answers"] or {},
        "channel": opinion["channel"] or "web", "language": opinion["language"] or "zh-CN",
        "submitter_kind": submitter.get("kind", "person"), "public_name": submitter.get("public_name"),
        "late": arrival.late, "ahead": arrival.ahead, "device_id": None, "device_seq": device.get("seq"),
        "device_prev": device.get("prev"), "received_at": now}
    return NewOpinion(values=values, body=body.decode(), sealed_contact=opinion["sealed_contact"],
                      contact_key=opinion["contact_key"])


def answer(taken: Taken) -> dict[str, Any]:
    """The receipt that goes back, or the refusal of a second body."""
    if taken.status == "conflict":
        raise Refused("这个编号已经用于另一条内容不同的意见；这一份已另存，等工作人员核对。")
    return {"id": taken.id, "receipt": taken.receipt, "status_url": f"/t/{taken.receipt}"}
