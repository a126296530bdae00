"""The dead-letter desk: one address at a time, to the clerk who mends it, each look written down."""
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _

from services.notify.domain import Contact
from services.notify.opening import Opener
from services.notify.operations.desk import close_item, look_at_contact, mend_contact
from services.notify.pages.paths import Answer, go, read_query
from services.notify.pages.words import reason_words
from services.notify.queries.desk import PAGE, is_invented, list_dead_letters
from services.notify.schemas import MendForm, PageQuery
from shared.refusals import Invalid
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site

pages = Blueprint("desk", __name__, url_prefix="/notify")
log = logging.getLogger(__name__)


@pages.get("/dead-letters")
@guarded("officer", "admin")
def show_dead_letters() -> str:
    """What lies there, oldest first; no address."""
    page = read_query(PageQuery())["page"]
    with site().database.reading() as session:
        items, total = list_dead_letters(session, page)
    return render_template("notify/dead_letters.html", items=items, total=total, page=page, size=PAGE,
                           reason_words=reason_words, may_look=me().has("officer"),
                           invented=any(each.invented for each in items))


@pages.post("/dead-letters/<uuid:item_id>/look")
@guarded("officer")
def post_look(item_id: UUID) -> Answer:
    """Show one address; a look is a deed, therefore no GET."""
    with site().database.writing() as session:
        contact = look_at_contact(session, _opener(), str(item_id), me(), site().now())
    log.info("an address on the dead-letter desk was looked at",
             extra={"dead_letter": str(item_id), "by": me().account_id})
    return _item(item_id, contact, looked=True)


@pages.post("/dead-letters/<uuid:item_id>/mend")
@guarded("officer")
def post_mend(item_id: UUID) -> Answer:
    """Seal the corrected address and send."""
    try:
        form, keys = load_form(MendForm()), site().keys
        key = (keys.contact_current, keys.contact_keys[keys.contact_current])
        with site().database.writing() as session:
            mend_contact(session, site().post, _opener(), key, str(item_id), form["email"], me(), site().now())
    except Invalid as refused:
        return _item(item_id, None, False, refused.errors, request.form), 422
    flash(_("地址已改正并重新密封，答复正在发出。"))
    return go("/notify/dead-letters")


@pages.post("/dead-letters/<uuid:item_id>/close")
@guarded("officer")
def post_close(item_id: UUID) -> Answer:
    """Nothing more can be done."""
    with site().database.writing() as session:
        close_item(session, site().post, str(item_id), me(), site().now())
    flash(_("已了结：答复在公告中，联系方式已删除。"))
    return go("/notify/dead-letters")


def _opener() -> Opener:
    return Opener(site().keys.contact_private)


def _item(item_id: UUID, contact: Contact | None, looked: bool,
          errors: Mapping[str, Sequence[str]] | None = None, values: Mapping[str, Any] | None = None) -> str:
    with site().database.reading() as session:
        invented = is_invented(session, str(item_id))
    return render_template("notify/dead_letter.html", item_id=str(item_id), contact=contact, looked=looked,
                           errors=errors, values=values or {}, invented=invented)
