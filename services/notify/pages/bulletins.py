"""公告: what was asked, what came of it and why, for everybody; receipts let each person find their own answer."""
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, render_template
from flask_babel import gettext as _

from services.notify.domain import WHOLE_DRAFT
from services.notify.pages.paths import read_query
from services.notify.pages.words import TONES, outcome_words
from services.notify.queries.bulletins import (
    MOST_RECEIPTS,
    PAGE,
    count_articles,
    find_article,
    list_bulletins,
    list_subjects,
)
from services.notify.queries.consultations import find_consultation, find_labels, list_numbers
from services.notify.schemas import BulletinQuery, PageQuery
from shared.ids import read_receipt
from shared.web.doors import open_door, site

WHOLE_QUERY = "whole_0"  # an article's name in the address for the draft as a whole
pages = Blueprint("bulletins", __name__, url_prefix="/notify")


@pages.get("/bulletins")
@open_door("answers are for everybody")
def show_bulletins() -> str:
    """All bulletins."""
    page = read_query(PageQuery())["page"]
    with site().database.reading() as session:
        found, total = list_bulletins(session, page)
    return render_template("notify/bulletins.html", bulletins=found, total=total, page=page, size=PAGE,
                           invented=any(each["consultation"].invented for each in found))


@pages.get("/bulletins/<uuid:consultation_id>")
@open_door("answers are for everybody")
def show_bulletin(consultation_id: UUID) -> str:
    """One bulletin, an article at a time; a receipt leads to its article."""
    query, key = read_query(BulletinQuery()), str(consultation_id)
    receipt = read_receipt(query["receipt"])
    with site().database.reading() as session:
        consultation = find_consultation(session, key)
        labels, counts = find_labels(session, key), count_articles(session, key)
        articles = _in_order(counts, labels)
        found = find_article(session, key, receipt) if receipt else None
        article = found if found is not None else _chosen(query["article"], articles)
        subjects, total = list_subjects(session, key, article, query["page"])
        numbers = list_numbers(session, key)
    shown = {"articles": articles, "article": article, "subjects": subjects, "total": total, "numbers": numbers}
    return render_template(
        "notify/bulletin.html", consultation=consultation, invented=consultation.invented, page=query["page"],
        size=PAGE, most=MOST_RECEIPTS, outcomes=outcome_words(), tones=TONES, asked=query["receipt"], receipt=receipt,
        is_here=found is not None, answered=sum(counts.values()), **shown)


def _in_order(counts: dict[str, int], labels: dict[str, str]) -> list[dict[str, Any]]:
    """Articles as the draft has them, the whole draft last."""
    place = {eid: number for number, eid in enumerate(labels)}
    ordered = sorted(counts, key=lambda eid: (eid == WHOLE_DRAFT, place.get(eid, len(place)), eid))
    return [{"eid": eid, "label": labels.get(eid, eid) if eid else _("整部草案"), "count": counts[eid],
             "query": urlencode({"article": eid} if eid else {"article": WHOLE_QUERY})} for eid in ordered]


def _chosen(asked: str | None, articles: list[dict[str, Any]]) -> str:
    """The article asked for, else the first one."""
    known = [each["eid"] for each in articles]
    wanted = WHOLE_DRAFT if asked == WHOLE_QUERY else asked
    return wanted if wanted is not None and wanted in known else (known or [WHOLE_DRAFT])[0]
