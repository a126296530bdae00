"""Review's background work: grouping, routing, carrying to new versions, withdrawals, what follows from outcomes."""
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.versions import match_articles
from services.review.embedding import embedder_of
from services.review.models import Issue, Withdrawal
from services.review.operations.assignment.deadlines import keep_deadlines
from services.review.operations.assignment.routing import route_matter
from services.review.operations.consolidation.blocks import Blocks
from services.review.operations.consolidation.grouping import drop_empty, group_next
from services.review.operations.consolidation.kinship import relate_grown
from services.review.operations.consolidation.opinions import decide_withdrawal
from services.review.operations.consolidation.taking import carry_out
from services.review.operations.drafting.places import Carriage
from services.review.operations.outgoing.answers import apply_outcomes, mark_forwarded, release_aside, say_answers
from services.review.queries.consolidation.grouping import count_ungrouped
from services.review.queries.drafting.places import find_behind
from services.review.queries.drafting.versions import find_version
from shared.db import Database
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.site import Site

LOOK_AGAIN = timedelta(seconds=10)
MANY = 2_000  # what is grouped beside the post, in about a second


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
    blocks = Blocks(database)
    site.agenda.add("group", partial(group, site, blocks))
    site.agenda.add("group_many", partial(group_many, site, blocks), queue="slow")
    site.agenda.add("relate", partial(relate, site), queue="slow")
    site.agenda.add("carry_out", partial(carry_step_out, site), queue="slow")
    site.agenda.add("route", partial(route, site))
    site.agenda.add("deadlines", partial(deadlines, site))
    site.agenda.add("carry", partial(carry, site), queue="slow")


def group(site: Site, blocks: Blocks, consultation_id: str) -> None:
    """Find what each new opinion says, then look for experts. What stands in an older version is carried first, which
    asks for this again; what is much goes to the slow queue."""
    with site.database.reading() as session:
        behind, many = find_behind(session, consultation_id)[1], count_ungrouped(session, consultation_id) > MANY
    if behind or many:
        with site.database.writing() as session:
            want(session, site.post, "carry" if behind else "group_many", consultation_id)
        return
    group_many(site, blocks, consultation_id)


def group_many(site: Site, blocks: Blocks, consultation_id: str) -> None:
    """Find what each opinion says that was not looked at yet, in portions, then look for experts."""
    while group_next(site.database, site.post, blocks, consultation_id, site.now()):
        pass
    with site.database.writing() as session:
        want(session, site.post, "route", consultation_id)
        want(session, site.post, "relate", consultation_id)


def relate(site: Site, consultation_id: str) -> None:
    """Look for relatives where a block has grown; it takes long, and nothing waits for it."""
    relate_grown(site.database, consultation_id, embedder_of(site), site.now())


def carry_step_out(site: Site, step_id: str) -> None:
    """Do what a step on many asks for, in portions."""
    after: str | None = ""
    while after is not None:
        with site.database.writing() as session:
            after = carry_out(session, site.post, step_id, site.now(), after)


def route(site: Site, consultation_id: str) -> bool:
    """Give opinions to experts; what stands in an older version is carried first, which asks for this again."""
    with site.database.writing() as session:
        if find_behind(session, consultation_id)[1]:
            want(session, site.post, "carry", consultation_id)
            return False
    return route_matter(site.database, site.post, consultation_id, site.now())


def deadlines(site: Site, _key: str) -> datetime | None:
    """Remind, report and hand on what is due; then come back when the next is."""
    with site.database.writing() as session:
        return keep_deadlines(session, site.post, site.now())


def carry(site: Site, consultation_id: str) -> None:
    """Carry all that stands in older versions to the newest one, then group it anew where it stands there."""
    while carry_once(site.database, consultation_id):
        pass
    with site.database.writing() as session:
        drop_empty(session, consultation_id)
        want(session, site.post, "group", consultation_id)


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
