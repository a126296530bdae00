"""Where opinions and suggestions stand: carried to a new version in bulk, decided by a person where unsure."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.review.domain.versions import Matches, Placement, carry
from services.review.models import Member, Opinion, Suggestion
from services.review.operations.consolidation.opinions import find_locked
from services.review.operations.consolidation.steps import record_step
from services.review.queries.drafting.consultations import find_consultation, find_draft, lock_consultation
from services.review.queries.drafting.places import OPEN, behind_suggestions, block_of, find_newest
from shared.db import table_of
from shared.identity import Identity
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

CHUNK = 500
MEMBERS = table_of(Member)
WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"
FIELDS = ("place", "place_version", "place_state", "place_why", "place_start", "stood_at", "stood_version",
          "stood_start")
WHY = {"placed": "由工作人员放到这一条。", "whole": "由工作人员判断：仍针对整部草案。",
       "answered": "由工作人员判断：新稿已经回应。"}


class Carriage:
    """Carries what stands in one old version to the newest one; equal questions are answered once."""

    def __init__(self, matches: Matches, old: int, version: int) -> None:
        self.matches, self.old, self.version = matches, old, version
        self._known: dict[tuple[Any, ...], Placement] = {}

    def place(self, provision: str | None, quote: str = "", start: int | None = None) -> Placement:
        """Where an opinion on this provision with this quotation stands now."""
        key = (provision, quote, start)
        if key not in self._known:
            self._known[key] = carry(provision, {"quote": quote, "start": start} if quote else None, self.matches)
        return self._known[key]

    def carry_opinions(self, session: Session, consultation_id: str) -> int:
        """Carry the next 500 opinions; 0 when there are no more, or a still newer version was issued meanwhile."""
        lock_consultation(session, consultation_id)
        if find_newest(session, consultation_id) != self.version:
            return 0
        found = session.scalars(select(Opinion).where(
            Opinion.consultation_id == consultation_id, Opinion.place_version < self.version,
            Opinion.stood_version == self.old).order_by(Opinion.opinion_id).limit(CHUNK).with_for_update()).all()
        if found:
            session.execute(update(Opinion), [self._moved(each) for each in found])
            _ungroup_members(session, [each.opinion_id for each in found])
        return len(found)

    def carry_suggestions(self, session: Session, consultation_id: str) -> None:
        """Carry the suggestions that may still change; a changed place makes a new version of each."""
        lock_consultation(session, consultation_id)
        if find_newest(session, consultation_id) != self.version:
            return
        for each in session.scalars(select(Suggestion).where(
                behind_suggestions(consultation_id, self.version), Suggestion.draft_version == self.old)
                .order_by(Suggestion.id).with_for_update()):
            placed = self.place(each.provision)
            each.place_version, each.place_state, each.place_why = self.version, placed.state, placed.why
            if placed.state != "ask" or placed.eid:
                each.provision, each.draft_version = placed.eid, self.version
            each.version += 1

    def _moved(self, opinion: Opinion) -> dict[str, Any]:
        anchor = opinion.anchor or {}
        start = anchor.get("start") if opinion.stood_start is None else opinion.stood_start
        placed = self.place(opinion.stood_at, str(anchor.get("quote") or ""), start)
        values = {"opinion_id": opinion.opinion_id, "place": placed.eid, "place_version": self.version,
                  "place_state": placed.state, "place_why": placed.why, "place_start": placed.start, "sample_id": None}
        if placed.state == "ask":
            return values | {name: getattr(opinion, name) for name in ("stood_at", "stood_version", "stood_start")}
        state = "answered" if opinion.place_state == "answered" and placed.eid else placed.state
        return values | {"place_state": state, "stood_at": placed.eid, "stood_version": self.version,
                         "stood_start": placed.start}


def decide_place(session: Session, post: Postbox, opinion_id: str, values: Mapping[str, Any], who: Identity,
                 now: datetime) -> Opinion:
    """A person says where an opinion belongs: at a provision, to the whole draft, or that the new text has answered it
    (it goes on waiting, marked). May be said again. Where it goes it is grouped with what stands there."""
    opinion, consultation_state = find_locked(session, opinion_id)
    if consultation_state == "settled" or opinion.state not in OPEN or opinion.release_id:
        raise Refused("这条意见已经撤回、不列入、答复或办结，不用再判断位置。")
    consultation = find_consultation(session, opinion.consultation_id)
    if opinion.place_version != consultation.draft_version:
        raise Refused("这条意见正在对应到新稿，请稍后刷新再判断。")
    choice, provision = values["choice"], values["provision"]
    known = {each["eid"] for each in find_draft(session, consultation).provisions}
    if choice == "provision" and provision not in known:
        raise Invalid(WRONG, {"provision": ["请从这一版草案的条款里选一条。"]})
    before = {name: getattr(opinion, name) for name in FIELDS}
    record_step(session, opinion.consultation_id, "place", who, now, opinion_id=opinion_id, why=values["why"],
                before=before)
    stood = block_of(opinion)
    for name, value in _decided(opinion, choice, provision).items():
        setattr(opinion, name, value)
    _group_again(session, post, opinion, stood)
    return opinion


def _group_again(session: Session, post: Postbox, opinion: Opinion, stood: str) -> None:
    """What stands under another entry than it *stood* is grouped with what is there."""
    if block_of(opinion) != stood:
        opinion.sample_id = None
        _ungroup_members(session, [opinion.opinion_id])
        want(session, post, "group", opinion.consultation_id)


def _ungroup_members(session: Session, ids: Sequence[str]) -> None:
    """Opinions without a sample have none where they stand behind suggestions either."""
    session.execute(update(MEMBERS).where(MEMBERS.c.opinion_id.in_(ids)).values(sample_id=None))


def _decided(opinion: Opinion, choice: str, provision: str | None) -> dict[str, Any]:
    if choice == "answered":
        found = {"place_state": "answered", "place_why": WHY["answered"]}
        return found if opinion.place is None else found | _stands(opinion, opinion.place, opinion.place_start)
    place = provision if choice == "provision" else None
    start = opinion.place_start if place == opinion.place else None
    return {"place": place, "place_state": "placed", "place_start": start,
            "place_why": WHY["placed" if place else "whole"]} | _stands(opinion, place, start)


def _stands(opinion: Opinion, place: str | None, start: int | None) -> dict[str, Any]:
    return {"stood_at": place, "stood_version": opinion.place_version, "stood_start": start}
