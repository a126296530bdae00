"""The sayings behind the 1,028 opinions: words and the points they are about, before anybody has signed them."""
import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from deploy.sample.draft import label
from deploy.sample.material import Point, Saying, asides, points
from deploy.sample.voices import framed, language_of, listed, misspelt, opened, told

OPINIONS = 1_028
LETTERS, CHATS, REPEATED_ASIDES = 44, 26, 7
SHORTEST = 8
_UNIT_LEADS = (
    "经组织讨论，现就草案{article}提出如下意见：", "我单位认真研究了草案{article}，意见如下：",
    "我们召集相关人员逐款讨论了{article}，提出以下建议：",
)
_LEADS = (
    "关于{article}，结合实际工作提几点建议：", "从执行的角度看，{article}还可以完善：",
    "本人长期关注此事，对{article}提出以下看法：",
    "对照草案说明逐字读了{article}，有几点不成熟的想法：",
)
_AGAIN = ("，我也是这个意见。", "，同意前面的说法。", "。请采纳！", "！！", "，我们家都这样想。")
_OURS = re.compile("我单位|我公司|我物业|我会|我馆|我院|本公司|本协会|本合作社|本校|我县|县林业站|疾控中心")
_MINE = re.compile("作为|我在")
_LINKS = ("另外，", "还有一条，", "再说一个，", "顺便提一下，")


@dataclass(frozen=True)
class Words:
    """One opinion's words; ``points`` are positions of points, none where it is to be set aside for ``aside``.

    ``formal`` is a way of writing, ``unit`` says that an organisation signs.
    """

    text: str
    points: tuple[int, ...]
    formal: bool = False
    unit: bool = False
    aside: str | None = None


def spoken(dice: Random) -> list[Words]:
    """Everything that is said, each opinion once, in random order."""
    sayings = _sayings(dice)
    found = _asides(dice) + sayings + _letters(dice) + _chats(dice)
    found += _echoes(dice, sayings, OPINIONS - len(found))
    dice.shuffle(found)
    return found


def _asides(dice: Random) -> list[Words]:
    once = [Words(text, (), unit=bool(_OURS.search(text)) or text.startswith("经研究"), aside=reason)
            for text, reason in asides()]
    short = [words for words in once if re.search("很好很好|没有修改意见|支持支持", words.text)]
    return once + [dice.choice(short) for _ in range(REPEATED_ASIDES)]


def _sayings(dice: Random) -> list[Words]:
    return [Words(_touched(dice, saying), (number,), saying.formal, saying.formal and _by_unit(dice, saying.text))
            for number, point in enumerate(points()) for saying in point.sayings]


def _by_unit(dice: Random, text: str) -> bool:
    return bool(_OURS.search(text)) or (not _MINE.search(text) and dice.random() < 0.68)


def _touched(dice: Random, saying: Saying) -> str:
    chance = dice.random()
    if saying.formal or language_of(saying.text) == "en":
        return saying.text
    if len(saying.text) < SHORTEST:
        return opened(dice, saying.text) + saying.text
    return _varied(dice, saying.text, chance)


def _varied(dice: Random, text: str, chance: float) -> str:
    if chance < 0.06:
        return misspelt(dice, text)
    if chance < 0.18:
        return told(dice, text)
    return framed(dice, text) if chance < 0.32 else text


def _letters(dice: Random) -> list[Words]:
    return [_letter(dice, _neighbours(dice, dice.choice((2, 2, 3, 4)))) for _ in range(LETTERS)]


def _letter(dice: Random, numbers: Sequence[int]) -> Words:
    chosen = [points()[number] for number in numbers]
    unit = dice.random() < 0.7
    lead = dice.choice(_UNIT_LEADS if unit else _LEADS).format(article=label(chosen[0].article))
    ending = dice.choice(("", "以上意见，请予研究。", "妥否，请酌。", "望在修改草案时予以考虑。"))
    return Words(lead + listed([f"建议{point.change}，理由是{point.reason}" for point in chosen]) + ending,
                 tuple(numbers), True, unit)


def _chats(dice: Random) -> list[Words]:
    return [_chat(dice, _neighbours(dice, 2)) for _ in range(CHATS)]


def _chat(dice: Random, numbers: Sequence[int]) -> Words:
    first, second = (dice.choice(_plain(points()[number])) for number in numbers)
    return Words(first + dice.choice(_LINKS) + second, tuple(numbers))


def _plain(point: Point) -> list[str]:
    return [saying.text for saying in point.sayings if not saying.formal and language_of(saying.text) != "en"]


def _neighbours(dice: Random, count: int) -> tuple[int, ...]:
    """Points of one article that do not contradict each other and that ordinary people have spoken for."""
    while len(found := _agreeing(dice, dice.choice(points()).article)) < 2:
        pass
    return tuple(sorted(found[:count]))


def _agreeing(dice: Random, article: str) -> list[int]:
    """Points of an article, in any order, each agreeing with those before it."""
    found: list[int] = []
    near = [number for number, point in enumerate(points()) if point.article == article and _plain(point)]
    for number in dice.sample(near, len(near)):
        if all(agree(points()[number], points()[other]) for other in found):
            found.append(number)
    return found


def agree(one: Point, other: Point) -> bool:
    """Whether a legislature could follow both: they touch different words, neither keeps what the other changes."""
    if not (one.provision.startswith(other.provision) or other.provision.startswith(one.provision)):
        return True
    if any(each.keeps or each.sweeping or each.stance == "oppose" for each in (one, other)):
        return False
    return not _overlap(one.old, other.old)


def _overlap(one: str | None, other: str | None) -> bool:
    return bool(one and other and (one in other or other in one))


def _echoes(dice: Random, sayings: Sequence[Words], count: int) -> list[Words]:
    """What others have said already, three times in four to the letter; popular points far more often."""
    heard = [words for words in sayings if not words.formal and language_of(words.text) != "en"]
    weights = [7 if points()[words.points[0]].popular else 1 for words in heard]
    return [_echo(dice, words) for words in dice.choices(heard, weights, k=count)]


def _echo(dice: Random, words: Words) -> Words:
    return Words(words.text if dice.random() < 0.75 else words.text.rstrip("。") + dice.choice(_AGAIN), words.points)
