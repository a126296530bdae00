"""What an officer does to a voice: take it into a suggestion, make a new one of it, set it aside, undo."""
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.review.domain.drafting import draft_words
from services.review.domain.outline import ADRIFT, WHOLE
from services.review.models import Opinion, Sample, Step, Suggestion
from services.review.operations.consolidation.meanwhile import check_waiting, settle_version
from services.review.operations.consolidation.opinions import restore_opinion
from services.review.operations.consolidation.suggestions import change_members, create_suggestion
from services.review.operations.consolidation.taking import make_of_samples, set_aside_samples, take_samples
from services.review.operations.consolidation.undo import undo_mine
from services.review.pages.forms import load_part
from services.review.pages.words import _
from services.review.queries.consolidation.whereabouts import list_held
from services.review.queries.drafting.places import name_of, standing_of
from services.review.schemas import workbench as forms
from shared.refusals import NotFound, Refused
from shared.web.bodies import load_values
from shared.web.doors import me, site

Place = dict[str, Any]


def take(session: Session, consultation_id: str, place: Place, what: str) -> str:
    """Into the suggestion that *what* names, everybody who says this and waits."""
    form, choice = load_part(forms.VoiceForm()), load_values(forms.ChoiceSchema(), {"into": what})
    samples = [form["sample"], *form["near"]]
    version = settle_version(session, consultation_id, choice["suggestion"], choice["version"])
    if place["keep"] == form["sample"]:
        ids = _held(session, form["sample"])
        taken = change_members(session, site().post, choice["suggestion"], version, ids, [], me(), site().now())
        return _("已再归入第 %(no)s 条建议：意见 %(n)s 条。", no=taken.no, n=len(ids))
    count = check_waiting(session, consultation_id, samples)
    taken = take_samples(session, site().post, samples, choice["suggestion"], version, me(), site().now())
    return _("已把 %(n)s 条意见归入第 %(no)s 条建议。", n=count, no=taken.no)


def make(session: Session, consultation_id: str, place: Place, _what: str) -> str:
    """A new suggestion in the words that were typed."""
    form = load_part(forms.MakeForm())
    return _made(session, consultation_id, place, form, {"title": form["title"], "text": form["text"],
                                                         "reason": form["why"]})


def make_at_once(session: Session, consultation_id: str, place: Place, _what: str) -> str:
    """A new suggestion in the words that were drafted from the opinion."""
    form = load_part(forms.VoiceForm())
    words = draft_of(find_opinion_of(session, form["sample"]))
    return _made(session, consultation_id, place, form, {"title": words.title, "text": words.text,
                                                         "reason": words.reason})


def aside(session: Session, consultation_id: str, _place: Place, what: str) -> str:
    """Into no suggestion, with a reason: one that was used before, or the one that was typed."""
    form = load_values(forms.AsideForm(), {**load_part(forms.VoiceForm()), "reason": what}) if what else load_part(
        forms.AsideForm())
    samples = [form["sample"], *form["near"]]
    check_waiting(session, consultation_id, samples)
    count = set_aside_samples(session, site().post, consultation_id, samples, form["reason"], me(), site().now())
    return _("%(n)s 条意见已写明理由，不列入建议。", n=count)


def restore(session: Session, _consultation_id: str, _place: Place, _what: str) -> str:
    """What was set aside waits again."""
    ids = load_part(forms.RestoreForm())["opinion_ids"]
    for opinion_id in ids:
        restore_opinion(session, site().post, opinion_id, me(), site().now())
    return _("%(n)s 条意见已恢复为待处理。", n=len(ids))


def undo(session: Session, consultation_id: str, place: Place, _what: str) -> str:
    """My last act in this consultation; the voice that waits again is looked at."""
    steps = undo_mine(session, site().post, consultation_id, me(), site().now())
    back = next((each for step in steps for each in step.before.get("samples", ())), "")
    if sample := session.get(Sample, back):
        place |= {"article": sample.block, "voice": sample.id, "keep": "", "page": 1, "stance": "", "tier": "", "q": ""}
    return say_undone(session, steps)


def say_undone(session: Session, steps: list[Step]) -> str:
    """What was taken back, in one sentence."""
    numbers = sorted({suggestion.no for each in steps if each.suggestion_id
                      and (suggestion := session.get(Suggestion, each.suggestion_id))})
    if numbers:
        return _("第 %(no)s 条建议的上一步已撤销。", no="、".join(map(str, numbers)))
    count = sum(each.before.get("count", 1) for each in steps)
    return _("已撤销：%(n)s 条意见回到原处。", n=count)


def draft_of(opinion: Opinion) -> Any:
    """Words for a suggestion out of one opinion."""
    return draft_words(opinion.text, opinion.proposed_text or "", opinion.reason or "", opinion.stance,
                       name_of(standing_of(opinion).provision))


def find_opinion_of(session: Session, sample_id: str) -> Opinion:
    """The opinion that a sample was made of."""
    sample = session.get(Sample, sample_id)
    if sample is None:
        raise NotFound("这些意见刚刚重新归了组，请刷新页面。")
    return session.get_one(Opinion, sample.opinion_id)


def _held(session: Session, sample_id: str) -> list[str]:
    ids = list_held(session, sample_id)
    if not ids:
        raise Refused("这条意见刚刚被撤回或列为不列入，没有再归入，请看下一条。")
    return ids


def _made(session: Session, consultation_id: str, place: Place, form: Mapping[str, Any],
          words: Mapping[str, str]) -> str:
    key = place["article"]
    values = {**words, "provision": None if key in ("", WHOLE, ADRIFT) else key}
    samples = [form["sample"], *form["near"]]
    if place["keep"] == form["sample"]:
        ids = _held(session, form["sample"])
        new = create_suggestion(session, site().post, consultation_id, values | {"opinion_ids": ids}, me(),
                                site().now())
        return _("已写成第 %(no)s 条建议，归入意见 %(n)s 条。", no=new.no, n=len(ids))
    count = check_waiting(session, consultation_id, samples)
    new = make_of_samples(session, site().post, consultation_id, samples, values, me(), site().now())
    return _("已写成第 %(no)s 条建议，归入意见 %(n)s 条。", no=new.no, n=count)
