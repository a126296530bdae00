"""Questions about filing review."""
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, extract, func, or_, select
from sqlalchemy.orm import Session

from services.review.domain.affinity import Words, specialty_of
from services.review.domain.filings import MOST_WORDS, Candidate, Fit, rank_experts
from services.review.domain.recusals import Parties, read_recusals
from services.review.models import Account, Filing, FilingReview, Group
from services.review.queries.staffing.pool import count_open_work, list_serving
from shared.refusals import NotAllowed, NotFound

SIZE = 50
MOST_ROWS = 20_000
Given = tuple[FilingReview, Account]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An expert who may be given a filing, and how well that fits."""

    account: Account
    specialties: tuple[str, ...]
    fit: Fit


def find_filing(session: Session, filing_id: str, lock: bool = False) -> Filing:
    """One filing, or NotFound."""
    found = session.get(Filing, filing_id, with_for_update=lock)
    if found is None:
        raise NotFound("没有这份报备的文件。")
    return found


def parties_of(filing: Filing) -> Parties:
    """Whom a filing touches: its sector and the body that made it, which also tells the place."""
    return Parties(sector=filing.sector, places=(filing.issuer,), organisations=(filing.issuer,),
                   others=(filing.title, filing.number))


def list_filings(session: Session, on: date, query: Mapping[str, Any]) -> dict[str, Any]:
    """Filings that *query* (q, state, year, group, page) describes: what is not concluded first, by the due day."""
    rows, page = _described(on, query), query.get("page", 1)
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    items = session.scalars(rows.offset((page - 1) * SIZE).limit(SIZE)).all()
    return {"items": list(items), "total": total, "next": page + 1 if page * SIZE < total else None}


def list_ledger(session: Session, on: date, query: Mapping[str, Any]) -> Sequence[Filing]:
    """The same as a ledger, in the order they came."""
    rows = _described(on, query).order_by(None).order_by(Filing.received_on, Filing.created_at)
    return session.scalars(rows.limit(MOST_ROWS)).all()


def count_years(session: Session) -> list[dict[str, int]]:
    """By the year they came: how many, how many concluded and how, the last year first."""
    year = extract("year", Filing.received_on)
    rows = session.execute(select(year, Filing.conclusion, func.count()).group_by(year, Filing.conclusion))
    counts: dict[int, Counter[str]] = {}
    for at, conclusion, number in rows:
        counts.setdefault(int(at), Counter())[conclusion or "open"] += number
    names = ("no_objection", "correct", "contradicts", "open")
    return [{"year": at, "total": found.total(), **{name: found[name] for name in names}}
            for at, found in sorted(counts.items(), reverse=True)]


def list_given(session: Session, filing_id: str) -> Sequence[Given]:
    """The experts a filing was given to, and what they say."""
    return session.execute(select(FilingReview, Account).join(Account, Account.id == FilingReview.expert_id).where(
        FilingReview.filing_id == filing_id).order_by(FilingReview.offered_at, Account.account)).all()


def count_given(session: Session, ids: Sequence[str]) -> dict[str, Counter[str]]:
    """How many reviews of each state these filings have."""
    found: dict[str, Counter[str]] = {each: Counter() for each in ids}
    for filing_id, state, number in session.execute(
            select(FilingReview.filing_id, FilingReview.state, func.count()).where(FilingReview.filing_id.in_(ids))
            .group_by(FilingReview.filing_id, FilingReview.state)):
        found[filing_id][state] = number
    return found


def propose_experts(session: Session, filing: Filing, on: date) -> list[Choice]:
    """Who of the pool may be given a filing, the fittest first; who must step back is last, with the reason."""
    has_it = {review.expert_id for review, _ in list_given(session, filing.id)}
    loads, pool = count_open_work(session), {each.account_id: each for each in list_serving(session, "filing", on)
                                             if each.account_id not in has_it}
    candidates = [Candidate(id=id_, specialties=frozenset(specialty_of(name) for name in each.specialties),
                            load=loads[id_], recusals=read_recusals(each.recusals, each.organisation))
                  for id_, each in pool.items()]
    words = Words(title=f"{filing.title} {filing.sector}", article=filing.text[:MOST_WORDS])
    accounts = {each.id: each for each in session.scalars(select(Account).where(Account.id.in_(pool)))}
    return [Choice(account=accounts[fit.id], specialties=tuple(pool[fit.id].specialties), fit=fit)
            for fit in rank_experts(words, parties_of(filing), candidates)]


def list_own(session: Session, expert_id: str) -> Sequence[tuple[FilingReview, Filing]]:
    """The filings an expert was given: open ones first, the most urgent first."""
    return session.execute(select(FilingReview, Filing).join(Filing, Filing.id == FilingReview.filing_id).where(
        FilingReview.expert_id == expert_id).order_by(FilingReview.state != "offered", Filing.due_on, Filing.id)
        .limit(200)).all()


def find_own(session: Session, expert_id: str, review_id: str) -> tuple[FilingReview, Filing]:
    """One of an expert's own reviews with its filing."""
    review = session.get(FilingReview, review_id)
    if review is None:
        raise NotFound("没有这项备案审查任务。")
    if review.expert_id != expert_id:
        raise NotAllowed("这项备案审查任务不是分给您的。")
    return review, find_filing(session, review.filing_id)


def show_filing(filing: Filing) -> dict[str, Any]:
    """A filing as JSON lists show it."""
    names = ("id", "title", "issuer", "number", "sector", "group_id", "state", "conclusion", "reason", "version")
    return {name: getattr(filing, name) for name in names} | {
        "received_on": filing.received_on.isoformat(), "due_on": filing.due_on.isoformat()}


def _described(on: date, query: Mapping[str, Any]) -> Select[Filing]:
    found = select(Filing).order_by(Filing.state == "concluded", Filing.due_on, Filing.id)
    if q := query.get("q"):
        fields = (Filing.title, Filing.issuer, Filing.number, Filing.sector)
        found = found.where(or_(*(each.icontains(q, autoescape=True) for each in fields)))
    if (state := query.get("state")) == "overdue":
        found = found.where(Filing.state != "concluded", Filing.due_on < on)
    elif state:
        found = found.where(Filing.state == state)
    if year := query.get("year"):
        found = found.where(Filing.received_on >= date(year, 1, 1), Filing.received_on <= date(year, 12, 31))
    if group := query.get("group"):
        known = Filing.group_id.in_(select(Group.id))
        found = found.where(~known | Filing.group_id.is_(None) if group == "none" else Filing.group_id == group)
    return found
