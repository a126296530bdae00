"""Review's background work: routing, carrying to new versions, withdrawals, the answers that follow from outcomes."""
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.versions import match_articles
from services.review.models import Issue, Withdrawal
from services.review.operations.answers import apply_outcomes, mark_forwarded, release_aside, say_answers
from services.review.operations.assignments import route_opinions
from services.review.operations.opinions import decide_withdrawal
from services.review.operations.places import Carriage
from services.review.queries.places import find_behind
from services.review.queries.versions import find_version
from shared.db import Database
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.site import Site

LOOK_AGAIN = timedelta(seconds=10)


def add_jobs(site: Site) -> None:
    """Say how review's jobs are done."""
    database, post = site.database, site.post

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

    for kind, work in (("withdraw", withdraw), ("issued", issued), ("answer_aside", answer_aside),
                       ("outcomes", outcomes), ("say_answers", answers)):
        site.agenda.add(kind, work)
    site.agenda.add("route", partial(route, site))
    site.agenda.add("carry", partial(carry, site), queue="slow")


def route(site: Site, consultation_id: str) -> None:
    """Give opinions to experts; what stands in an older version is carried first, which asks for this again."""
    with site.database.writing() as session:
        if find_behind(session, consultation_id)[1]:
            want(session, site.post, "carry", consultation_id)
            return
    after: str | None = ""
    while after is not None:
        with site.database.writing() as session:
            _, after = route_opinions(session, site.post, consultation_id, site.now(), after)


def carry(site: Site, consultation_id: str) -> None:
    """Carry all that stands in older versions to the newest one, then look for experts."""
    while carry_once(site.database, consultation_id):
        pass
    with site.database.writing() as session:
        want(session, site.post, "route", consultation_id)


def carry_once(database: Database, consultation_id: str) -> bool:
    """Carry everything that stands in one old version, in portions; comparing the versions takes no transaction. False:
    there was nothing to carry."""
    with database.reading() as session:
        version, behind = find_behind(session, consultation_id)
        texts = [find_version(session, consultation_id, each).provisions for each in (*behind[:1], version) if behind]
    if not behind:
        return False
    carriage = Carriage(match_articles(*texts), behind[0], version)
    going_on = 1
    while going_on:
        with database.writing() as session:
            going_on = carriage.carry_opinions(session, consultation_id)
    with database.writing() as session:
        carriage.carry_suggestions(session, consultation_id)
    return True


def decide_withdrawals(session: Session, post: Postbox, now: datetime) -> int:
    """Decide what can be decided; returns how many wait for an opinion that has not arrived yet."""
    open_ones = session.scalars(select(Withdrawal).where(Withdrawal.settled_at.is_(None))
                                .order_by(Withdrawal.opinion_id)).all()
    return sum(not decide_withdrawal(session, post, each, now) for each in open_ones)
