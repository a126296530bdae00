"""Merging with a preview, and suggestions that want the opposite beside each other."""
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.bounds import acting
from services.review.domain.outline import key_of
from services.review.operations.consolidation.moving import Seen, merge_seen
from services.review.pages.consolidation.workbench_suggestions import check_here
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, errors_of, vocabulary
from services.review.queries.consolidation.merging import find_by_no, find_one, find_pair, list_opposites, list_partners
from services.review.queries.drafting.consultations import count_balance, find_consultation
from services.review.queries.drafting.places import name_of
from services.review.schemas.workbench import MergeForm, PairQuery
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("merging", __name__, url_prefix="/review/consultations")
MOST = 60


@pages.get("/<uuid:consultation_id>/merge")
@guarded("officer", "group")
def show_merge(consultation_id: UUID) -> Answer:
    """What a merge would do; without a second suggestion, which ones there are."""
    return _page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/merge")
@guarded("officer", "group")
def post_merge(consultation_id: UUID) -> Answer:
    """Merge, if both are still as they were seen."""
    try:
        form = load_part(MergeForm())
        into, other = _seen(form["into"]), _seen(form["other"])
        with site().database.writing() as session:
            check_here(session, str(consultation_id), into[0])
            count = merge_seen(session, site().post, into, other, me(), site().now())
            stays = find_one(session, str(consultation_id), into[0])
    except NotFound:
        raise
    except Refused as refused:
        return _page(str(consultation_id), status_of(refused), errors_of(refused))
    flash(_("已合并，第 %(no)s 条建议现在有意见 %(n)s 条。", no=stays.no, n=count))
    query = f"article={key_of(stays.provision)}&open={stays.id}#s-{stays.id}"
    return go(f"/review/consultations/{consultation_id}/work?{query}")


@pages.get("/<uuid:consultation_id>/opposites")
@guarded("officer", "adviser", "group", "admin")
def show_opposites(consultation_id: UUID) -> Answer:
    """Suggestions that want the opposite of one article, two by two."""
    with site().database.reading() as session:
        consultation = find_consultation(session, str(consultation_id))
        pairs, total = list_opposites(session, consultation)
        balance = count_balance(session, consultation.id)
    return render_template("review/work-opposites.html", c=consultation, invented=consultation.invented, pairs=pairs,
                           total=total, balance=balance, who=acting(consultation.group_id), name_of=name_of,
                           key_of=key_of, **vocabulary()), 200


def _page(consultation_id: str, status: int, errors: Errors | None = None) -> Answer:
    place = load_values(PairQuery(unknown="exclude"), request.args)
    found: dict[str, Any] = {}
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        into = find_one(session, consultation_id, place["into"])
        other_id = place["other"] or (find_by_no(session, consultation_id, place["no"]) if place["no"] else "")
        if other_id and other_id != into.id:
            found["pair"] = find_pair(session, into, find_one(session, consultation_id, other_id))
        partners = list_partners(session, into)
        balance = count_balance(session, consultation_id)
    return render_template("review/work-merge.html", c=consultation, invented=consultation.invented, into=into,
                           partners=partners[:MOST], more=len(partners[MOST:]), balance=balance,
                           who=acting(consultation.group_id),
                           errors=errors, name_of=name_of, key_of=key_of, **found, **vocabulary()), status


def _seen(choice: str) -> Seen:
    suggestion_id, version = choice.split(":")
    return suggestion_id, int(version)
