"""The door for submissions: what is well is counted, what is not is kept aside, and as little as can be is refused:
a client shows a refused form in red for ever, and sends it again for ever."""
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from services.intake.api.admission import Admission
from services.intake.api.openrosa import WHY, plain, refuse_token, routes, spoken
from services.intake.clerk import Clerk
from services.intake.domain.arrival import ConsultationClosedAlready
from services.intake.domain.contacts import read_contact
from services.intake.domain.openrosa import write_response
from services.intake.domain.senders import Sender
from services.intake.domain.submissions import Submission, clean_name, read_submission
from services.intake.models import Consultation
from services.intake.models import Submission as Body
from services.intake.operations.devices import hear_device, is_heard_anew
from services.intake.operations.openrosa import (
    Bringer,
    File,
    Kept,
    find_deprecated,
    keep_aside,
    keep_files,
    rows_of,
)
from services.intake.operations.opinions import NewOpinion
from services.intake.queries.openrosa import Standing, find_standing, is_withdrawn, list_files, read_version
from services.intake.schemas.opinions import OpinionSchema
from shared.ids import receipt_of
from shared.refusals import Invalid, NotFound, Refused, Unreadable
from shared.sealing import seal_contact
from shared.web.bodies import limit
from shared.web.doors import open_door, site
from shared.web.errors import named

__all__ = ["routes", "submission"]
LIMIT, PART = 40 * 1024 * 1024, "xml_submission_file"
SAID = ("provision", "stance", "text", "proposed_text", "reason")
SPOKEN_ONLY = "（没有文字，见随附的录音或照片。）"
ITEM = OpinionSchema()


@dataclass
class Outcome:
    """What a client is told: 201 for something new, 202 for all else that is safe here."""

    status: int = 202
    sentences: list[str] = field(default_factory=list)


class Aside(Exception):
    """A body is kept, and not counted; the sentence says why."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind, self.sentence = kind, sentence


@routes.route("/submission", methods=["HEAD", "POST"])
@open_door(WHY)
@limit(LIMIT)
@spoken
def submission(token: str) -> Response:
    """HEAD: whether this is the place, and how much may come at once. POST: one filled-in form, whole or in parts."""
    if request.method == "HEAD":
        return _welcome(token)
    given = read_submission(_xml())
    with site().database.reading() as session:
        standing = _stand(session, token, given)
    outcome = Desk(given, standing).take()
    return plain(write_response(" ".join(outcome.sentences), "submit_success"), outcome.status)


def _welcome(token: str) -> Response:
    with site().database.reading() as session:
        if find_standing(session, token, "", "") is None:
            raise refuse_token()
    answer = plain(b"", 204)
    del answer.headers["Content-Type"]
    return answer


def _stand(session: Session, token: str, given: Submission) -> Standing:
    standing = find_standing(session, token, given.key, given.own_id)
    if standing is None:
        raise refuse_token()
    return standing


def _xml() -> bytes:
    """The XML of a submission, as a file or as a field."""
    part = request.files.get(PART)
    if part is not None:
        body: bytes = part.read()
        return body
    if PART in request.form:
        return request.form[PART].encode()
    raise Unreadable(gettext("请求里没有完整的 xml_submission_file，什么都没有保存，请重新发送。"))


def _files() -> list[File]:
    return [File(clean_name(part.filename or name), part.mimetype, part.read())
            for name, part in request.files.items(multi=True) if name != PART]


class Desk:
    """One submission on its way in."""

    def __init__(self, given: Submission, standing: Standing) -> None:
        self.given, self.standing, self.site = given, standing, site()
        self.bringer = Bringer(device_id=standing.device.id, client_id=_told("deviceID"), secret=self.site.keys.secret,
                               now=self.site.now())
        is_foreign = standing.consultation_id not in (None, given.form_id)
        self.opinion_id = standing.opinion_id or (given.derived_id if is_foreign else given.own_id)

    def take(self) -> Outcome:
        """Keep all of it, and say what became of it."""
        if self.standing.digest is None:
            return self._take_new()
        if self.standing.digest != self.bringer.digest(self.given.xml):
            raise self._conflict()
        return self._take_again()

    def _take_new(self) -> Outcome:
        try:
            with self.site.database.reading() as session:
                self._check_edit(session)
                new = self._admitted(session)
        except Aside as aside:
            return self._keep_aside(aside)
        return self._write(new)

    def _take_again(self) -> Outcome:
        """The same bytes: a lost answer, or the next part of a large form."""
        with self.site.database.reading() as session:
            if self.standing.withdrawal_asked or is_withdrawn(session, self.opinion_id):
                return Outcome(202, [gettext("这条意见已经撤回，不再收录；手机上的这一份可以删除。")])
        if self.standing.reason is not None:
            kept = self._keep_files()
            return Outcome(201 if kept.fresh else 202, [self.standing.reason, *_refusals(kept)])
        if self.standing.consultation_id != self.given.form_id:  # stopped between the body and the opinion, perhaps
            return self._take_new()
        return self._said(202, self._keep_files())

    def _check_edit(self, session: Session) -> None:
        """An edit of what was sent before waits for a clerk: counted as well, it would count its author twice."""
        if self.given.deprecated_id is None:
            return
        try:
            self.opinion_id = find_deprecated(session, self.given).opinion_id
        except NotFound:
            raise
        except Refused as refused:
            self._put_aside(Aside("conflict", refused.sentence))
            raise
        raise Aside("edit", gettext("修改稿已收到，由工作人员核对后并入原来的意见。"))

    def _admitted(self, session: Session) -> NewOpinion:
        """The opinion made of it; raises Aside for what cannot be counted, NotFound for a form that is none of ours."""
        version = read_version(self.given.version)
        admission = Admission(
            session=session, sender=Sender(device_id=self.standing.device.id,
                                           station_id=self.standing.device.station_id),
            drafts=current_app.extensions["intake.drafts"], contact_keys=self.site.keys.contact_keys,
            now=self.bringer.now)
        draft = admission.drafts.find(session, self.given.form_id, version[0]) if version else None
        if draft is None and session.get(Consultation, self.given.form_id) is None:
            raise NotFound(gettext("这里没有这份表单，请确认手机连的是发给您表单的地址。"))
        if draft is None or version is None or not 1 <= version[1] <= draft.issued.revision:
            raise Aside("version", gettext("已收到，但没有发过这一版表单，等工作人员核对。"))
        raw = self._raw(version[0])
        try:
            loaded = ITEM.load(raw | {"written_at": (self.given.written_at or self.bringer.now).isoformat()})
            new = admission.admit(loaded | self._sealed(), raw)
        except (ValidationError, Invalid, ConsultationClosedAlready) as error:
            raise _aside(error) from None
        return NewOpinion(values=new.values, raw=raw, sealed_contact=new.sealed_contact, contact_key=new.contact_key,
                          beside=rows_of(self.given, self.bringer, self.opinion_id))

    def _raw(self, draft_version: int) -> dict[str, Any]:
        """The opinion as a program would post it. The moment stays out where the form does not tell it: sent again, it
        must be the same body."""
        said = {name: self.given.fields[name] for name in SAID if name in self.given.fields}
        if "text" not in said and self.given.files:
            said["text"] = SPOKEN_ONLY
        told = {"written_at": self.given.written_at.isoformat()} if self.given.written_at else {}
        return {"id": self.opinion_id, "consultation_id": self.given.form_id, "draft_version": draft_version,
                "channel": "openrosa", "station_id": self.standing.device.station_id} | said | told

    def _sealed(self) -> dict[str, str]:
        """The contact came in the clear: it is closed here and now."""
        words, keys = self.given.fields.get("contact"), self.site.keys
        if not words:
            return {}
        contact = read_contact(words, self.standing.device.station_id)
        sealed = seal_contact(keys.contact_keys[keys.contact_current], self.opinion_id, contact)
        return {"sealed_contact": sealed, "contact_key": keys.contact_current}

    def _write(self, new: NewOpinion) -> Outcome:
        """Files first, then body and opinion: what says 201 is whole."""
        kept = self._keep_files()
        clerk: Clerk = current_app.extensions["intake.clerk"]
        taken = clerk.take(new)
        if taken.status in ("conflict", "repeated") and self._is_another():
            raise self._conflict()
        outcome = self._said(201 if taken.status == "created" else 202, kept)
        if taken.status == "late":
            outcome.sentences.append(gettext("写于征求意见结束之前，作为迟到的意见收录。"))
        return outcome

    def _is_another(self) -> bool:
        """Whether a twin with other bytes was written first."""
        with self.site.database.reading() as session:
            first = session.get(Body, self.given.key)
            return first is None or first.digest != self.bringer.digest(self.given.xml)

    def _keep_files(self) -> Kept:
        files, now, device = _files(), self.bringer.now, self.standing.device
        if not files and not is_heard_anew(device, now):
            return Kept()
        with self.site.database.writing() as session:
            hear_device(session, device, now)
            return keep_files(session, self.opinion_id, files, now)

    def _keep_aside(self, aside: Aside) -> Outcome:
        self._put_aside(aside)
        return Outcome(202, [aside.sentence, *_refusals(self._keep_files())])

    def _put_aside(self, aside: Aside) -> None:
        with self.site.database.writing() as session:
            keep_aside(session, self.given, self.bringer, self.opinion_id, aside.kind, aside.sentence)

    def _conflict(self) -> Refused:
        """Another body under the same instance: kept whole, for a clerk to judge."""
        sentence = gettext("同一份表单已经收到过，内容不同；这一份已另存，等工作人员核对。")
        self._put_aside(Aside("conflict", sentence))
        self._keep_files()
        return Refused(sentence)

    def _said(self, status: int, kept: Kept) -> Outcome:
        """The receipt, which files are still awaited, which could not be taken."""
        if kept.differing:
            raise Refused(gettext("附件 %(names)s 已经收到过，内容不同；两份都已保存，等工作人员核对。",
                                  names=_joined(kept.differing)))
        receipt = gettext("已收到。回执号 %(receipt)s", receipt=receipt_of(self.opinion_id))
        sentences = [receipt, *_refusals(kept)]
        if missing := self._missing(kept):
            sentences.append(gettext("还差附件：%(names)s", names=_joined(missing)))
        return Outcome(201 if kept.fresh else status, sentences)

    def _missing(self, kept: Kept) -> list[str]:
        """What the XML names and has not come yet, by what it says, not by what the client says of itself."""
        awaited = [name for name in self.given.files if name not in kept.fresh]
        if not awaited:
            return []
        with self.site.database.reading() as session:
            known = list_files(session, self.opinion_id)
        return [name for name in awaited if name not in known]


def _aside(error: Exception) -> Aside:
    """Why a body cannot be counted, with the fields it is about."""
    if isinstance(error, Invalid):
        errors: Any = error.errors
    elif isinstance(error, ValidationError):
        errors = named(error.messages)
    else:
        return Aside("closed", gettext("已收到，但写于征求意见结束之后，没有计入，等工作人员核对。"))
    words = _field_words()
    shown = "；".join(f"{words.get(name, name)}：{''.join(sentences)}" for name, sentences in errors.items())
    return Aside("invalid", gettext("已收到，但没有计入，等工作人员核对：%(reasons)s", reasons=shown))


def _field_words() -> dict[str, str]:
    """What the form calls its fields."""
    return {"provision": gettext("针对哪一条"), "stance": gettext("您的态度"), "text": gettext("您的意见"),
            "proposed_text": gettext("建议改成怎样的文字"), "reason": gettext("理由")}


def _refusals(kept: Kept) -> list[str]:
    return [gettext("附件 %(name)s 没有收下：%(reason)s", name=name, reason=reason)
            for name, reason in kept.refused.items()]


def _joined(names: Iterable[str]) -> str:
    return "、".join(names)


def _told(name: str) -> str:
    return request.args.get(name, "").replace("\0", "")
