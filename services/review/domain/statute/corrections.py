"""An officer's corrections: each turns the marks of a text into other marks, or is refused in a sentence.

A correction names the place in the text, not an identifier, so that it means the same after others. None of them loses
a word: what begins nowhere belongs to what stands before it.
"""
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from services.review.domain.statute.labels import due_number, find_label
from services.review.domain.statute.marks import CAPTION, HEADINGS, KINDS, NOISE, Mark
from shared.refusals import Invalid

SIGNS = {"〖": "〗", "【": "】", "（": "）", "(": ")"}
NUMBERED = (*HEADINGS, "article", "item", "point")
HIDDEN = "\u200b\u200c\u200d\ufeff"
NUMBER_MOST, EXTRA_MOST, CAPTION_MOST, SHOWN = 9999, 99, 60, 12
BY_PERSON = 1  # the number of noise that a person has called so, or has looked at
LISTED = ("item", "point")


class CorrectionRefused(Invalid):
    """The correction makes no sense here; the sentence says why."""

    def __init__(self, sentence: str, field: str = "at") -> None:
        super().__init__("这处更正没有保存。", {field: [sentence]})


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What to change. ``kind``: split (*to* begins at this place), join (what begins here goes to the one before),
    renumber, retype (to *to*), caption (of the article here: *on* or off, up to *end*), confirm (all noise is noise,
    all headings without a number are headings).

    ``mark`` is the kind of the mark at *at*, needed only where two stand. Number 0: as written there, or the next one;
    end 0: of noise the end of the line, of a caption that of its brackets.
    """

    kind: str
    at: int = 0
    mark: str = ""
    to: str = ""
    number: int = 0
    extra: int = 0
    end: int = 0
    on: bool = True


Marks = Sequence[Mark]
Act = Callable[[str, Marks, Correction], list[Mark]]


def correct(text: str, marks: Marks, correction: Correction) -> tuple[Mark, ...]:
    """The marks after a correction; raises CorrectionRefused and never changes what it was given."""
    if not 0 <= correction.at < len(text):
        raise CorrectionRefused("这个位置不在原文里。")
    if not (0 <= correction.number <= NUMBER_MOST and 0 <= correction.extra <= EXTRA_MOST):
        raise CorrectionRefused(f"编号应为 1 到 {NUMBER_MOST}，“之”后应为 1 到 {EXTRA_MOST}。", "number")
    if correction.kind not in ACTS:
        raise CorrectionRefused("不认识这种更正：应为 split、join、renumber、retype、caption 或 confirm。", "kind")
    changed = tuple(sorted(ACTS[correction.kind](text, marks, correction)))
    _demand_sound(text, marks, changed)
    return changed


def _split(text: str, marks: Marks, correction: Correction) -> list[Mark]:
    if correction.to not in (*KINDS, NOISE):
        raise CorrectionRefused("不认识这种类型：应为编、章、节、条、款、项、目、附件或页码。", "to")
    at = next((place for place in range(correction.at, len(text)) if not _is_blank(text[place])), len(text))
    if at == len(text):
        raise CorrectionRefused("这里后面没有文字了。")
    _demand_free(marks, at, correction.to)
    return [*marks, _begin(text, marks, at, correction)]


def _begin(text: str, marks: Marks, at: int, correction: Correction) -> Mark:
    """The mark of what begins at a place."""
    kind = correction.to
    if kind == NOISE:
        return Mark(at, _end_of_noise(text, marks, at, correction.end), NOISE, BY_PERSON)
    end, written = find_label(text, at, kind)
    if kind not in NUMBERED:
        return Mark(at, end, kind, written[0])
    number, extra = (correction.number, correction.extra) if correction.number else due_number(
        marks, at, kind, written)
    return Mark(at, end, kind, number, extra)


def _demand_free(marks: Marks, at: int, kind: str) -> None:
    """One place begins one thing; but a 款 may begin with its first 项 or 目."""
    for mark in marks:
        if mark.at < at < mark.end:
            raise CorrectionRefused("这里已经略去，请先改回正文。" if mark.kind == NOISE else "这里在编号或条标中间。")
        if mark.at == at and not _stand_together(mark.kind, kind, mark.end > at):
            raise CorrectionRefused("这里已经是一个开头：请改它的类型。")


def _stand_together(there: str, new: str, has_label: bool) -> bool:
    return (there == "paragraph" and new in LISTED) or (there in LISTED and new == "paragraph" and has_label)


def _end_of_noise(text: str, marks: Marks, at: int, asked: int) -> int:
    """Where noise that begins at a place ends: as asked, else with its line or before what begins next in it."""
    until = min((mark.at for mark in marks if mark.at > at), default=len(text))
    if asked:
        if not at < asked <= until:
            raise CorrectionRefused("要略去的一段里还有别的开头：请先并入上一段，或者选短一些。", "end")
        return asked
    line = text.find("\n", at, until)
    bare = text[at:line if line >= 0 else until]
    return at + max(1, len(bare.rstrip()))


def _join(_text: str, marks: Marks, correction: Correction) -> list[Mark]:
    return _without(marks, _find(marks, correction))


def _without(marks: Marks, gone: Mark) -> list[Mark]:
    """The marks but one; an article takes its caption along."""
    rest = [mark for mark in marks if mark != gone]
    caption = _caption_of(marks, gone)
    return [mark for mark in rest if mark != caption]


def _renumber(_text: str, marks: Marks, correction: Correction) -> list[Mark]:
    mark = _find(marks, correction)
    if mark.kind not in NUMBERED:
        raise CorrectionRefused("这里没有编号可改：款按先后数，附件的编号照原文。")
    if not correction.number:
        raise CorrectionRefused("请写编号，例如 十七 或 17。", "number")
    changed = replace(mark, number=correction.number, extra=correction.extra)
    return [changed if each == mark else each for each in marks]


def _retype(text: str, marks: Marks, correction: Correction) -> list[Mark]:
    mark = _find(marks, correction)
    if correction.to == NOISE:
        rest = [each for each in marks if each.at != mark.at and each != _caption_of(marks, mark)]
        end = correction.end or (mark.end if mark.kind == NOISE else 0)
        return _split(text, rest, replace(correction, end=end))
    if correction.to == mark.kind:
        raise CorrectionRefused("它已经是这种类型了。", "to")
    return _split(text, _without(marks, mark), correction)


def _confirm(_text: str, marks: Marks, _correction: Correction) -> list[Mark]:
    """All that is left out, and all headings without a number, have been looked at: they are not remarked any more."""
    return [_confirmed(mark) for mark in marks]


def _confirmed(mark: Mark) -> Mark:
    if mark.kind == NOISE:
        return replace(mark, number=BY_PERSON)
    return replace(mark, extra=0) if mark.kind in HEADINGS else mark


def _caption(text: str, marks: Marks, correction: Correction) -> list[Mark]:
    article = _find(marks, replace(correction, mark="article"))
    caption = _caption_of(marks, article)
    if not correction.on:
        if caption is None:
            raise CorrectionRefused("这一条没有条标。")
        return [mark for mark in marks if mark != caption]
    if caption is not None:
        raise CorrectionRefused("这一条已经有条标：请先取消，再重新标。")
    return [*marks, _find_caption(text, marks, article, correction.end)]


def _find_caption(text: str, marks: Marks, article: Mark, asked: int) -> Mark:
    """The caption that begins with the first sign after an article's label."""
    until = min((mark.at for mark in marks if mark.at >= article.end and mark != article), default=len(text))
    words = text[article.end:until]
    at = article.end + len(words) - len(words.lstrip())
    end = asked or _end_of_caption(text, at, until)
    if not at < end <= min(until, at + CAPTION_MOST):
        raise CorrectionRefused(f"“条”后面没有找到条标：应为括号里的或单独一行的文字，不超过 {CAPTION_MOST} 字。")
    return Mark(at, end, CAPTION)


def _end_of_caption(text: str, at: int, until: int) -> int:
    """Where a bracket that opens at a place is closed; without one, the end of a line that is no sentence; or 0."""
    if closing := text.find(SIGNS.get(text[at:at + 1], "\0"), at, until) + 1:
        return closing
    line = text.find("\n", at, until)
    end = line if line >= 0 else until
    return 0 if "。" in text[at:end] else end


def _caption_of(marks: Marks, article: Mark) -> Mark | None:
    """An article's caption: what begins next after it, if that is one."""
    if article.kind != "article":
        return None
    after = min((mark for mark in marks if mark > article and mark.kind != NOISE), default=None)
    return after if after and after.kind == CAPTION else None


def _find(marks: Marks, correction: Correction) -> Mark:
    found = [mark for mark in marks if mark.at == correction.at and correction.mark in ("", mark.kind)]
    if not found:
        raise CorrectionRefused("这里不是开头，没有可改的：请选一段的开头，或者从这里另起一段。")
    if len(found) > 1:
        raise CorrectionRefused("这里既是款的开头也是项的开头：请写明改哪一个。", "mark")
    return found[0]


def _demand_sound(text: str, before: Marks, after: Marks) -> None:
    """Refuse what changes nothing, leaves no article, or leaves words that belong nowhere."""
    if set(before) == set(after):
        raise CorrectionRefused("和现在一样，没有什么可改。")
    if not any(mark.kind == "article" for mark in after):
        raise CorrectionRefused("至少要留一条。")
    if _overlaps(after) - _overlaps(before):
        raise CorrectionRefused("编号和后面的开头叠在一起。")
    lost = sorted(set(_homeless(after)) - set(_homeless(before)))
    if lost:
        shown = "".join(text[lost[0].at:lost[0].at + SHOWN].split())
        raise CorrectionRefused(f"这样改，后面的“{shown}…”就不属于任何一条了：请先把那一段并入上一段，或者另起一条。")


def _overlaps(marks: Marks) -> set[tuple[Mark, Mark]]:
    return {(one, two) for one, two in pairwise(sorted(marks)) if one.end > two.at}


def _homeless(marks: Marks) -> list[Mark]:
    """The 款, 项, 目 and captions that stand in no article."""
    found, is_inside = [], False
    for mark in sorted(marks):
        if mark.kind in (*HEADINGS, "annex"):
            is_inside = False
        elif mark.kind == "article":
            is_inside = True
        elif mark.kind != NOISE and not is_inside:
            found.append(mark)
    return found


def _is_blank(sign: str) -> bool:
    return sign.isspace() or sign in HIDDEN


ACTS: dict[str, Act] = {"split": _split, "join": _join, "renumber": _renumber, "retype": _retype, "caption": _caption,
                        "confirm": _confirm}
