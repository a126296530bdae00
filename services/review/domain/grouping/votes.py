"""Opinions that are no more than a vote: for or against, without a reason. Officials answer all of them together."""
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from services.review.domain.grouping.embedding import words_of
from services.review.domain.grouping.grams import FUNCTION, FUNCTION_WORDS
from services.review.domain.grouping.texts import Text
from services.review.domain.grouping.variants import simplified

Vote = Literal["for", "against"]
_COMMON_WORDS = frozenset(FUNCTION_WORDS.split())
LONGEST = 32  # characters around the vote
MOST_LEFT = 2  # of them those that say something of their own
_AGAINST = re.compile(simplified(
    r"反对|反対|不同意|不赞成|不支持|不认可|不接受|撤回|抵制|やめ|辞め|止めて|だめ|ダメ|駄目|許さない|認めない"
    r"|\b(?:oppos(?:e[ds]?|ing|ition)|against|object(?:ion|s)?|reject(?:ed|s)?|disagree[ds]?)\b"
    r"|\b(?:do not|don't|not) (?:support|agree|approve)\b"))
_FOR = re.compile(simplified(
    r"赞成|賛成|支持|同意|拥护|赞同|没有?(?:什么)?意见|无(?:修改|异议)?意见|无异议|異議(?:なし|ありません)"
    r"|\b(?:support(?:ed|s)?|agree[ds]?|approve[ds]?|favou?r)\b"))
_EMPHASIS = re.compile(simplified(
    r"坚决|强烈|绝对|絶対|断固|完全|十分|非常|大力|举双手|表示|本人|我们|个人|大家|全体|一致|本(?:条例|草案|法|案)|草案|条例|法案"
    r"|\b(?:strongly|totally|absolutely|fully|completely|firmly|please|law|bill|draft|proposal|plan)\b"))
_CONTENT = re.compile(r"[^\W\d_\u0e00-\uffff]{2,}|\d+|[\u30a1-\u30fe]+|[\u3005\u3400-\u9fff\uf900-\ufaff]+")
_STANCES: dict[str, Vote] = {"support": "for", "oppose": "against"}


def votes_among(texts: Sequence[Text]) -> list[Vote | None]:
    """The vote that each text is, None for one that says more. What many of them name is the matter voted on."""
    plain = [simplified(unicodedata.normalize("NFKC", words_of(text)).lower()) for text in texts]
    holders: Counter[str] = Counter()
    for each in plain:
        holders.update({each[at:at + 2] for at in range(len(each) - 1)})
    often = {pair for pair, count in holders.items() if count > max(4, len(texts) / 20)}
    return [_vote(words, text.stance, often) for words, text in zip(plain, texts, strict=True)]


def _vote(words: str, stance: str, often: set[str]) -> Vote | None:
    rest, against = _AGAINST.subn(" ", words)
    rest, approving = _FOR.subn(" ", rest)
    rest = _EMPHASIS.sub(" ", rest)
    if len(re.sub(r"[\W_]", "", rest)) > LONGEST or _own(rest, often) > MOST_LEFT:
        return None
    if bool(against) == bool(approving):
        return None if against else _STANCES.get(stance)
    return "against" if against else "for"


def _own(rest: str, often: set[str]) -> int:
    """How many characters say something that neither the grammar nor the matter itself does."""
    return sum(_own_of(found[0], often) for found in _CONTENT.finditer(rest))


def _own_of(run: str, often: set[str]) -> int:
    if run[0] < "\u0e00":
        return 0 if run in _COMMON_WORDS else MOST_LEFT
    covered = {at + step for at in range(len(run) - 1) if run[at:at + 2] in often for step in (0, 1)}
    return sum(at not in covered and character not in FUNCTION for at, character in enumerate(run))
