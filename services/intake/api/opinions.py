"""JSON routes of opinions: left one by one or in batches, confirmed, followed by their receipt, asked back."""
from typing import Any

from flask import current_app, g, request
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from services.intake.api.admission import Admission, admit, open_admission
from services.intake.api.patience import count_miss
from services.intake.clerk import Clerk
from services.intake.models import Device, Opinion
from services.intake.operations.devices import NO_LONGER, NO_TOKEN, hear_device, is_heard_anew
from services.intake.operations.opinions import NewOpinion, Taken, ask_withdrawal, receive_opinions
from services.intake.queries.asides import list_inadmissible
from services.intake.queries.progress import find_by_receipt, list_digests, show_progress
from services.intake.queries.registry import find_device
from services.intake.queries.spoken import list_spoken_digests
from services.intake.queries.waiting import show_waiting
from services.intake.schemas.opinions import BatchSchema, ConfirmSchema, OpinionSchema, WithdrawSchema
from shared.ids import read_receipt
from shared.refusals import NotFound, Refused, SignInNeeded
from shared.web.bodies import JsonRoutes, limit
from shared.web.doors import bearer, open_door, site
from shared.web.errors import named
from shared.web.turns import turn, unhurried

routes = JsonRoutes("opinions", __name__, url_prefix="/api/v1")
BATCH_LIMIT, CONFIRM_LIMIT = 32 * 1024 * 1024, 1024 * 1024
STATUS = {"created": 201, "late": 202, "repeated": 200}
ITEM = OpinionSchema()


@routes.post("/opinions")
@open_door("anyone may speak, without an account (law 9)")
@routes.arguments(OpinionSchema)
def post_opinion(opinion: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Leave one opinion. 201 new, 200 repeated, 202 late, 409 the id is taken by another body or the time is over."""
    with site().database.reading() as session:
        new = admit(session, opinion, g.body)
    clerk: Clerk = current_app.extensions["intake.clerk"]
    taken = clerk.take(new)
    return answer(taken), STATUS[taken.status]


@routes.post("/opinions/batch")
@open_door("as for one opinion")
@limit(BATCH_LIMIT)
@routes.arguments(BatchSchema)
def post_batch(body: dict[str, Any]) -> dict[str, Any]:
    """Leave up to 500 opinions; one bad item never spoils the rest."""
    with turn(), site().database.reading() as session:
        admission = open_admission(session)
        judged = [_judge(admission, item) for item in unhurried(body["opinions"])]
    with site().database.writing() as session:
        news = [each for each in judged if isinstance(each, NewOpinion)]
        taken = iter(receive_opinions(session, site().post, news, site().now()))
        results = [_result(next(taken)) if isinstance(each, NewOpinion) else each for each in judged]
    return {"results": results}


@routes.post("/opinions/confirm")
@open_door("checked inside: an enrolled device's token")
@limit(CONFIRM_LIMIT)
@routes.arguments(ConfirmSchema)
def post_confirm(body: dict[str, Any]) -> dict[str, list[str]]:
    """Tell a device which of its opinions are committed here with the same digest, and which wait for a clerk."""
    wanted = {item["id"]: item["sha256"] for item in body["items"]}
    with site().database.reading() as session:
        device = find_device(session, bearer() or "")
        if device is None:
            raise SignInNeeded(NO_LONGER if bearer() else NO_TOKEN)
        known = list_digests(session, wanted) | list_spoken_digests(session, wanted)
        asides = list_inadmissible(session, wanted.items())
    _hear(device)
    sorts: dict[str, list[str]] = {"committed": [], "differing": [], "unknown": []}
    for id_, digest in wanted.items():
        sorts.setdefault("aside" if (id_, digest) in asides else _sort_of(digest, known.get(id_)), []).append(id_)
    return sorts


@routes.get("/opinions/<receipt>")
@open_door("the receipt itself is the key, and shows progress only")
def get_opinion(receipt: str) -> dict[str, Any]:
    """Where an opinion stands, or a recording, or a social item: state, timeline, answer; never its text."""
    with site().database.reading() as session:
        waiting = show_waiting(session, read_receipt(receipt))
        return waiting or show_progress(session, follow(session, receipt))


@routes.post("/opinions/<receipt>/withdraw")
@open_door("checked inside: the secret made with the opinion")
@routes.arguments(WithdrawSchema)
def post_withdraw(body: dict[str, Any], receipt: str) -> tuple[dict[str, str], int]:
    """Ask for an opinion back; review decides."""
    with site().database.writing() as session:
        opinion = follow(session, receipt)
        ask_withdrawal(session, site().post, opinion, body["secret"], site().now())
    return {"receipt": opinion.receipt, "state": "withdrawal_asked"}, 202


def follow(session: Session, typed: str) -> Opinion:
    """The opinion behind a receipt as people type it; misses are counted, so that nobody can try them out."""
    receipt = read_receipt(typed)
    address = request.remote_addr or ""
    try:
        if receipt is None:
            raise NotFound("回执号不对：应为 14 个字母和数字，请对照纸条或照片再输入一次。")
        return find_by_receipt(session, receipt)
    except NotFound:
        count_miss(address)
        raise


def answer(taken: Taken) -> dict[str, Any]:
    """The receipt that goes back, or the refusal of a second body."""
    if taken.status == "conflict":
        raise Refused("这个编号已经用于另一条内容不同的意见；这一份已另存，等工作人员核对。")
    return {"id": taken.id, "receipt": taken.receipt, "status_url": f"/t/{taken.receipt}"}


def _sort_of(digest: str, known: str | None) -> str:
    return "unknown" if known is None else "committed" if known == digest else "differing"


def _hear(device: Device) -> None:
    """Note that it was heard; in a transaction of its own, and only where a minute has passed."""
    if is_heard_anew(device, site().now()):
        with site().database.writing() as session:
            hear_device(session, device, site().now())


def _judge(admission: Admission, item: Any) -> NewOpinion | dict[str, Any]:
    """An opinion that may be kept, or the result that says why not."""
    try:
        return admission.admit(ITEM.load(item), item)
    except ValidationError as error:
        errors = named(error.messages)
    except Refused as refused:
        errors = {name: list(sentences) for name, sentences in refused.errors.items()} or {"_body": [refused.sentence]}
    id_ = item.get("id") if isinstance(item, dict) else None
    return {"id": id_ if isinstance(id_, str) else None, "status": "invalid", "receipt": None, "errors": errors}


def _result(taken: Taken) -> dict[str, Any]:
    conflict = taken.status == "conflict"
    errors = {"id": ["这个编号已经用于另一条内容不同的意见；这一份已另存。"]} if conflict else {}
    return {"id": taken.id, "status": taken.status, "receipt": None if conflict else taken.receipt, "errors": errors}
