"""Questions about the expert pool: who serves on a day, how much each has to do, all that is known of one."""
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.review.domain.pool import STANDINGS, Membership, standing_on
from services.review.models import (
    Absence,
    Account,
    Assignment,
    Consultation,
    Expert,
    FilingReview,
    Record,
    Selection,
)
from shared.refusals import NotFound

SIZE = 50


@dataclass(frozen=True, kw_only=True)
class Card:
    """An expert as the pool's list shows it; ``away``: the absence that covers today or comes next."""

    expert: Expert
    account: Account
    standing: str
    away: Absence | None
    open_work: int


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much of one consultation, or of all filings (id ""), an expert has open and has done."""

    consultation_id: str
    title: str
    open: int
    done: int


def serving(on: date) -> Select[Expert]:
    """Experts who may be asked on a day: the account is open, the term runs, they have not left and are not away."""
    away = select(Absence.expert_id).where(Absence.from_on <= on, Absence.to_on >= on)
    return select(Expert).join(Account, Account.id == Expert.account_id).where(
        Account.closed_at.is_(None), or_(Expert.left_on.is_(None), Expert.left_on > on), Expert.load_max > 0,
        or_(Expert.term_from.is_(None), Expert.term_from <= on), or_(Expert.term_to.is_(None), Expert.term_to >= on),
        Expert.account_id.not_in(away)).order_by(Expert.account_id)


def list_serving(session: Session, task: str, on: date) -> Sequence[Expert]:
    """Experts who may be asked on a day for a kind of task: opinion or filing."""
    # Kinds of task are a JSON list, which the two databases search differently; a pool is a few dozen.
    return [each for each in session.scalars(serving(on)) if task in each.tasks]


def count_open_work(session: Session) -> Counter[str]:
    """How much each expert has open: opinions of all consultations and filings together."""
    found: Counter[str] = Counter()
    for table in (Assignment, FilingReview):
        rows = session.execute(select(table.expert_id, func.count()).where(table.state.in_(("offered", "accepted")))
                               .group_by(table.expert_id))
        found.update({row[0]: row[1] for row in rows})
    return found


def find_expert(session: Session, account_id: str, lock: bool = False) -> Expert:
    """One member of the pool, or NotFound."""
    found = session.get(Expert, account_id, with_for_update=lock)
    if found is None:
        raise NotFound("专家库里没有这个人：先在账号页面给专家身份，再填写专家资料。")
    return found


def find_member(session: Session, account_id: str) -> Expert | None:
    """What the pool knows of an account, if it knows anything."""
    return session.get(Expert, account_id)


def list_bare(session: Session) -> list[Account]:
    """Open accounts with the role expert of which the pool knows nothing yet."""
    rows = session.scalars(select(Account).where(Account.closed_at.is_(None), Account.id.not_in(
        select(Expert.account_id))).order_by(Account.account))
    return [each for each in rows if "expert" in each.roles]


def list_members(session: Session, on: date, query: dict[str, Any]) -> list[Card]:
    """All members that *query* (q, specialty, task, standing) describes: who serves first, then by account."""
    # A pool is some dozens, at most a thousand: the lists in JSON and the standings are looked at here.
    open_work, absences = count_open_work(session), _absences(session, on)
    rows = session.execute(select(Expert, Account).join(Account, Account.id == Expert.account_id)
                           .order_by(Account.account))
    cards = [_card(expert, account, absences[account.id], open_work[account.id], on) for expert, account in rows]
    return sorted((each for each in cards if _fits(each, query)), key=lambda each: STANDINGS.index(each.standing))


def cut_page(items: Sequence[Any], page: int) -> dict[str, Any]:
    """A page of a list, as the JSON lists have it."""
    return {"items": list(items[(page - 1) * SIZE:page * SIZE]), "total": len(items),
            "next": page + 1 if page * SIZE < len(items) else None}


def find_card(session: Session, account_id: str, on: date) -> Card:
    """One member as the list shows it."""
    expert = find_expert(session, account_id)
    return _card(expert, session.get_one(Account, account_id), _absences(session, on, account_id)[account_id],
                 count_open_work(session)[account_id], on)


def list_specialties(session: Session) -> list[str]:
    """Every specialty there is in the pool."""
    return sorted({word for specialties in session.scalars(select(Expert.specialties)) for word in specialties})


def list_absences(session: Session, account_id: str) -> Sequence[Absence]:
    """Days away of one expert, the last ones first."""
    return session.scalars(select(Absence).where(Absence.expert_id == account_id)
                           .order_by(Absence.from_on.desc())).all()


def list_selections(session: Session, account_id: str) -> Sequence[Selection]:
    """How an expert was chosen, the last time first."""
    return session.scalars(select(Selection).where(Selection.expert_id == account_id)
                           .order_by(Selection.decided_on.desc(), Selection.made_at.desc())).all()


def last_selections(session: Session) -> dict[str, Selection]:
    """The last selection record of each expert."""
    rows = session.scalars(select(Selection).order_by(Selection.decided_on, Selection.made_at))
    return {each.expert_id: each for each in rows}


def list_records(session: Session, subject_id: str) -> Sequence[Record]:
    """The history of a person, group or filing, the newest first."""
    return session.scalars(select(Record).where(Record.subject_id == subject_id)
                           .order_by(Record.at.desc(), Record.id.desc()).limit(200)).all()


def loads_of(session: Session, account_id: str) -> list[Load]:
    """What one expert has and had to do, by consultation, the newest first; filings last."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    query = select(Assignment.consultation_id, Assignment.state, func.count()).where(
        Assignment.expert_id == account_id).group_by(Assignment.consultation_id, Assignment.state)
    for consultation_id, state, number in session.execute(query):
        counts[consultation_id][state] += number
    rows = session.execute(select(Consultation.id, Consultation.title).where(Consultation.id.in_(counts))
                           .order_by(Consultation.created_at.desc()))
    found = [_load(row.id, row.title, counts[row.id], "assessed") for row in rows]
    filings = Counter({row[0]: row[1] for row in session.execute(select(FilingReview.state, func.count()).where(
        FilingReview.expert_id == account_id).group_by(FilingReview.state))})
    return found + ([_load("", "", filings, "reviewed")] if filings else [])


def show_expert(card: Card) -> dict[str, Any]:
    """An expert as JSON lists show it."""
    names = ("specialties", "load_min", "load_max", "recusals", "organisation", "position", "tasks", "left_why")
    days = ("term_from", "term_to", "left_on")
    return {"account_id": card.account.id, "account": card.account.account, "name": card.account.name,
            "standing": card.standing, "open_work": card.open_work,
            **{name: getattr(card.expert, name) for name in names},
            **{name: value.isoformat() if (value := getattr(card.expert, name)) else None for name in days}}


def _load(consultation_id: str, title: str, states: Counter[str], done: str) -> Load:
    return Load(consultation_id=consultation_id, title=title, open=states["offered"] + states["accepted"],
                done=states[done])


def _absences(session: Session, on: date, account_id: str = "") -> defaultdict[str, Absence | None]:
    """The absence of each expert that covers the day or comes next."""
    query = select(Absence).where(Absence.to_on >= on).order_by(Absence.from_on.desc())
    rows = session.scalars(query.where(Absence.expert_id == account_id) if account_id else query)
    return defaultdict(lambda: None, {each.expert_id: each for each in rows})


def _card(expert: Expert, account: Account, away: Absence | None, open_work: int, on: date) -> Card:
    membership = Membership(
        is_closed=account.closed_at is not None, has_left=expert.left_on is not None and expert.left_on <= on,
        term_from=expert.term_from, term_to=expert.term_to, away=away is not None and away.from_on <= on)
    return Card(expert=expert, account=account, standing=standing_on(membership, on), away=away, open_work=open_work)


def _fits(card: Card, query: dict[str, Any]) -> bool:
    expert, q = card.expert, query.get("q", "").casefold()
    words = "\n".join((card.account.name, card.account.account, expert.organisation, expert.position,
                       *expert.specialties)).casefold()
    return (q in words and query.get("specialty", "") in ("", *expert.specialties)
            and query.get("task", "") in ("", *expert.tasks) and query.get("standing", "") in ("", card.standing))
