"""The routing of a consultation: what is over is closed, what is new is given out, in portions, each a transaction."""
from collections.abc import Sequence
from datetime import datetime

from services.review.domain.assignment import Infeasible
from services.review.operations.assignment.assigning import (
    CHUNK,
    Drawn,
    draw_all,
    draw_up,
    give_out,
    record_run,
    with_loads,
)
from services.review.operations.assignment.closing import tidy
from services.review.operations.assignment.offering import follow
from services.review.queries.assignment.candidates import Pool, find_pool
from services.review.queries.assignment.demand import Unit, list_lacking
from services.review.queries.drafting.consultations import find_consultation
from shared.db import Database
from shared.messaging.postbox import Postbox
from shared.refusals import Refused

IMPOSSIBLE = "按现在的人员和名额分不下去，什么都没有改：请看下面的原因。"
DRAWN = 2_000  # units that are weighed against each other
MOST = 5_000  # units in one go; the rest waits until others had their turn


def route_matter(database: Database, post: Postbox, consultation_id: str, now: datetime) -> bool:
    """Bring assignments up to date; True: there is more to do. Nothing slow happens inside a transaction. What was not
    grouped yet waits: it may say what somebody reads already, and grouping asks for this again."""
    with database.writing() as session:
        tidy(session, consultation_id, now)
        more = follow(session, post, consultation_id, now)
    while more:
        with database.writing() as session:
            more = follow(session, post, consultation_id, now)
    with database.reading() as session:
        over = find_consultation(session, consultation_id).state in ("draft", "settled")
        lacking = [] if over else [each for each in list_lacking(session, consultation_id) if each.is_grouped]
        pool = find_pool(session, now) if lacking else None
    return _route(database, post, consultation_id, lacking, pool, now) if not over else False


def find_drawn(database: Database, consultation_id: str, now: datetime, digest: str = "") -> Drawn:
    """Work everything out anew, changing nothing. Refused where it cannot be done, with who and what is in the way, and
    where it is no longer what was looked at (*digest*)."""
    with database.reading() as session:
        if find_consultation(session, consultation_id).state in ("draft", "settled"):
            raise Refused("这次征求意见还没有开启或者已经办结，没有要分派的意见。")
        try:
            drawn = draw_all(session, consultation_id, now)
        except Infeasible as infeasible:
            raise Refused(IMPOSSIBLE, {"assign": [each.sentence for each in infeasible.reasons]}) from infeasible
    if digest and digest != drawn.digest:
        raise Refused("您看过以后情况变了（有新的意见、有人推辞或者外出），什么都没有分：请再看一遍。")
    return drawn


def make_drawn(database: Database, post: Postbox, drawn: Drawn, now: datetime) -> int:
    """Make an assignment of everything that was worked out; returns how many are new. Where some have to go before
    others can come, all is one transaction."""
    changed = _changed(drawn)
    size = CHUNK if not drawn.allotment.moved else max(CHUNK, len(changed))
    given = _make(database, post, drawn, changed, now, size)
    with database.writing() as session:
        record_run(session, drawn.plan.consultation_id, given, len(list_lacking(session, drawn.plan.consultation_id)),
                   drawn, now)
    return given


def _changed(drawn: Drawn) -> list[str]:
    """The units that get or lose somebody."""
    return list(dict.fromkeys([*(key for key, _, _ in drawn.moves()),
                               *(each.key for each in drawn.allotment.pairs if not each.kept)]))


def _make(database: Database, post: Postbox, drawn: Drawn, keys: Sequence[str], now: datetime,
          size: int = CHUNK) -> int:
    given = 0
    for start in range(0, len(keys), size):
        with database.writing() as session:
            given += give_out(session, post, drawn, keys[start : start + size], now)
    return given


def _route(database: Database, post: Postbox, consultation_id: str, lacking: Sequence[Unit], pool: Pool | None,
           now: datetime) -> bool:
    given, left, drawn, done = 0, 0, None, 0
    while pool and done < min(len(lacking), MOST):
        part = lacking[done : done + DRAWN]
        with database.reading() as session:
            drawn = draw_up(session, consultation_id, pool, part)
        given += _make(database, post, drawn, [each.key for each in part], now)
        done, left, pool = done + len(part), left + len(drawn.allotment.left), with_loads(pool, drawn.allotment.loads)
        if not pool.has_room:
            break
    more = done < len(lacking) and pool is not None and pool.has_room
    with database.writing() as session:
        record_run(session, consultation_id, given, left + (0 if more else len(lacking) - done), drawn, now)
    return more
