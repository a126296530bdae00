"""What an officer does to a suggestion: other words, members back, moved, split off, the last step undone."""
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.review.operations.consolidation.moving import move_members
from services.review.operations.consolidation.suggestions import change_members, change_suggestion, split_suggestion
from services.review.operations.consolidation.undo import undo_last
from services.review.pages.forms import load_part
from services.review.pages.words import _
from services.review.queries.consolidation.members import pick_members
from services.review.queries.consolidation.suggestions import find_suggestion
from services.review.schemas import workbench as forms
from shared.refusals import Refused
from shared.web.bodies import load_values
from shared.web.doors import me, site

Place = dict[str, Any]


def edit(session: Session, consultation_id: str, _place: Place, _what: str) -> str:
    """Other words; whoever else changed it meanwhile is named."""
    form = load_part(forms.EditSchema())
    check_here(session, consultation_id, form["suggestion"])
    changes = {"title": form["title"], "text": form["text"], "reason": form["why"]}
    changed = change_suggestion(session, form["suggestion"], form["version"], changes, me(), site().now())
    return _("第 %(no)s 条建议已保存。", no=changed.no)


def leave(session: Session, consultation_id: str, _place: Place, _what: str) -> str:
    """Ticked members wait again."""
    form = load_part(forms.MembersForm())
    ids = _picked(session, consultation_id, form)
    change_members(session, site().post, form["suggestion"], form["version"], [], ids, me(), site().now())
    return _("已把 %(n)s 条意见退回待处理。", n=len(ids))


def move(session: Session, consultation_id: str, _place: Place, _what: str) -> str:
    """Ticked members go to another suggestion."""
    form = load_part(forms.MoveForm())
    choice = load_values(forms.ChoiceSchema(), {"into": form["into"]})
    target = choice["suggestion"], choice["version"]
    count = move_members(session, site().post, (form["suggestion"], form["version"]), target,
                         _picked(session, consultation_id, form), me(), site().now())
    return _("已把 %(n)s 条意见移到第 %(no)s 条建议。", n=count, no=find_suggestion(session, target[0]).no)


def split(session: Session, consultation_id: str, _place: Place, _what: str) -> str:
    """Ticked members become a suggestion of their own; its text is mended there."""
    form = load_part(forms.SplitForm())
    ids = _picked(session, consultation_id, form)
    new = split_suggestion(session, site().post, form["suggestion"], form["version"], {
        "opinion_ids": ids, "title": form["title"]}, me(), site().now())
    return _("已拆成第 %(no)s 条建议，归入意见 %(n)s 条。请打开改它的文字。", no=new.no, n=len(ids))


def undo_suggestion(session: Session, consultation_id: str, _place: Place, _what: str) -> str:
    """The last step on one suggestion, whoever took it."""
    suggestion_id = load_part(forms.OneSchema())["suggestion"]
    check_here(session, consultation_id, suggestion_id)
    undone = undo_last(session, site().post, suggestion_id, me(), site().now())
    return _("第 %(no)s 条建议的上一步已撤销。", no=undone.no)


def check_here(session: Session, consultation_id: str, suggestion_id: str) -> None:
    """Refuse a suggestion of another draft."""
    if find_suggestion(session, suggestion_id).consultation_id != consultation_id:
        raise Refused("这条建议属于另一部草案的征求意见，请到那里处理。")


def _picked(session: Session, consultation_id: str, form: Mapping[str, Any]) -> list[str]:
    check_here(session, consultation_id, form["suggestion"])
    ids = pick_members(session, form["suggestion"], form["picked"])
    if not ids:
        raise Refused("勾选的意见已经不在这条建议里了，请刷新页面再看。")
    return ids
