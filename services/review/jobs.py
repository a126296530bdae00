"""Review's background work: routing, withdrawals, and the answers that follow from issues and outcomes."""
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Issue, Withdrawal
from services.review.operations.answers import apply_outcomes, mark_forwarded, release_aside, say_answers
from services.review.operations.assignments import route_opinions
from services.review.operations.opinions import decide_withdrawal
from shared.messaging.postbox import Postbox
from shared.site import Site

LOOK_AGAIN = timedelta(seconds=10)


def add_jobs(site: Site) -> None:
    """Say how review's jobs are done."""
    database, post = site.database, site.post

    def route(consultation_id: str) -> None:
        after: str | None = ""
        while after is not None:
            with database.writing() as session:
                _, after = route_opinions(session, post, consultation_id, site.now(), after)

    def withdraw(_key: str) -> datetime | None:
        with database.writing() as session:
            return site.now() + LOOK_AGAIN if decide_withdrawals(session, post, site.now()) else None

    def issued(submission_id: str) -> None:
        with database.writing() as session:
            issue = session.get_one(Issue, submission_id)
            mark_forwarded(session, issue)
            release_aside(session, post, issue.consultation_id, site.now())

    def answer_aside(consultation_id: str) -> None:
        with database.writing() as session:
            release_aside(session, post, consultation_id, site.now())

    def outcomes(batch_id: str) -> datetime | None:
        with database.writing() as session:
            return None if apply_outcomes(session, post, batch_id, site.now()) else site.now() + LOOK_AGAIN

    def answers(release_id: str) -> bool:
        with database.writing() as session:
            return say_answers(session, post, release_id)

    for kind, work in (("route", route), ("withdraw", withdraw), ("issued", issued), ("answer_aside", answer_aside),
                       ("outcomes", outcomes), ("say_answers", answers)):
        site.agenda.add(kind, work)


def decide_withdrawals(session: Session, post: Postbox, now: datetime) -> int:
    """Decide what can be decided; returns how many wait for an opinion that has not arrived yet."""
    open_ones = session.scalars(select(Withdrawal).where(Withdrawal.settled_at.is_(None))
                                .order_by(Withdrawal.opinion_id)).all()
    return sum(not decide_withdrawal(session, post, each, now) for each in open_ones)
