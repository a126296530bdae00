"""What others make of it: the adviser's note at the gate, the experts' assessments, the legislature's outcomes."""
import re
from collections.abc import Sequence
from random import Random

from deploy.sample.county import SPECIALTIES
from deploy.sample.draft import label
from deploy.sample.material import Point, points, sentences
from deploy.sample.records import Assessment, Outcome
from deploy.sample.speech import Words, agree

ADOPTED, PARTLY = 70, 58
KEPT = 4
_READY = "文义众程责技传限钱罚"
_SPECIALTY = {"义": "law", "文": "law", "程": "law", "罚": "law",
              "责": "politics_economy", "钱": "politics_economy",
              "众": "politics_economy", "传": "ethnic_history", "限": "environment",
              "技": "construction"}
_GATES = {
    "amend": ("符合立法权限，文字已核，同意上报。", "与上位法不抵触，理由充分，同意上报。",
              "整理未改变原意，同意上报。", "已核对条款序号和引文，同意上报。",
              "属于可以讨论的立法选择，同意如实上报。"),
    "oppose": ("与其他建议意见相反，分别列明，同意上报。", "反对意见已如实归纳，同意上报。"),
    "support": ("属于赞成保留的意见，如实反映，同意上报。",),
}
_SPECIAL = re.compile(r"\[(.+?)\] (.+)")
_SCALES = {"support": (3, 5), "revise": (2, 4), "reject": (1, 3)}
_LETTER = {"support": "s", "revise": "v", "reject": "r"}


def gate_note(dice: Random, point: Point) -> str:
    """What the adviser writes when a suggestion passes."""
    return dice.choice(_GATES["support" if point.keeps else point.stance])


def outcomes(dice: Random) -> tuple[Outcome, ...]:
    """One per point: what is adopted, wholly or partly, never contradicts itself."""
    order = sorted(range(len(points())), key=lambda number: _READY.index(points()[number].kind) + dice.random() * 9)
    kept = [number for number in order if points()[number].keeps]
    taken = kept[:KEPT] + [number for number in _compatible(kept + order) if number not in kept]
    adopted = frozenset(taken[:ADOPTED])
    partly = frozenset((kept[KEPT:] + taken[ADOPTED:])[:PARTLY])
    return tuple(_outcome(dice, number, number in adopted, number in partly) for number in range(len(points())))


def _compatible(order: Sequence[int]) -> list[int]:
    taken: list[int] = []
    for number in order:
        if all(agree(points()[number], points()[other]) for other in taken):
            taken.append(number)
    return taken


def _outcome(dice: Random, number: int, adopted: bool, partly: bool) -> Outcome:
    point = points()[number]
    place = label(point.provision)
    if adopted:
        return Outcome(number, "adopted", None, place)
    fitting = _fitting(point, "p" if partly else "n")
    reason = dice.choice(fitting).format(place=place)
    return Outcome(number, "partially_adopted" if partly else "not_adopted", reason, place if partly else None)


def _fitting(point: Point, letter: str) -> list[str]:
    """The sentences for this kind of point; those made for certain words stand for points that use them, twice."""
    found: list[str] = []
    for sentence in sentences("reasons")["留" if point.keeps else point.kind, letter]:
        special = _SPECIAL.fullmatch(sentence)
        if special is None:
            found.append(sentence)
        elif re.search(special[1], point.title + point.change):
            found += [special[2]] * 2
    return found


def assessment(dice: Random, opinion: int, words: Words, results: Sequence[Outcome]) -> Assessment:
    """What an expert says of an opinion; kinder where the legislature was to follow it, but not always."""
    if not words.points:
        return _brief(dice, opinion, words)
    number = words.points[0]
    specialty = _specialty(points()[number])
    verdict = _verdict(dice, results[number].outcome)
    legality, necessity, feasibility, wording = (dice.randint(*_SCALES[verdict]) for _ in range(4))
    note = dice.choice(sentences("notes")[specialty, _LETTER[verdict]])
    return Assessment(opinion, SPECIALTIES[specialty], verdict, legality, necessity, feasibility, wording, note)


def _specialty(point: Point) -> str:
    """The field a point asks for: technical matters of water and trees are environment, customs are culture."""
    if point.article in ("art_32", "art_34"):
        return "ethnic_history"
    green = point.kind == "技" and point.article not in ("art_12", "art_17", "art_18", "art_27")
    return "environment" if green else _SPECIALTY[point.kind]


def _verdict(dice: Random, outcome: str) -> str:
    weights = {"adopted": (8, 2, 0), "partially_adopted": (4, 5, 1), "not_adopted": (3, 5, 2)}[outcome]
    return dice.choices(("support", "revise", "reject"), weights)[0]


def _brief(dice: Random, opinion: int, words: Words) -> Assessment:
    praise = (words.aside or "").startswith("仅表示肯定")
    verdict = "support" if praise else "reject"
    note = "赞成草案，无具体修改内容。" if praise else "未涉及具体条款的修改，建议另行处理。"
    return Assessment(opinion, SPECIALTIES["law"], verdict, 3, dice.randint(1, 3), 3, dice.randint(1, 3), note)
