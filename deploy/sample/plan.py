"""The plan of the sample: everything its player sends, worked out beforehand, the same for the same seed."""
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from deploy.sample import county, pool, verdicts
from deploy.sample.asking import answers_to
from deploy.sample.draft import label
from deploy.sample.material import points
from deploy.sample.opinions import leave_opinions
from deploy.sample.records import Opinion, Plan, Suggestion
from deploy.sample.speech import Words, spoken

SEED = 20250716


def build_plan(seed: int = SEED) -> Plan:
    """Make the plan; nothing in it depends on the clock, the machine or Python's hashing."""
    dice = Random(seed)
    activities = county.activities(dice)
    left = leave_opinions(dice, spoken(dice), [activity for activity in activities if activity.about_draft])
    results = verdicts.outcomes(dice)
    return Plan(
        county.STATIONS, county.GROUPS, county.staff(), county.experts(), activities,
        opinions=_answered(seed, [opinion for opinion, _ in left]),
        suggestions=_suggestions(dice, left),
        set_aside={opinion.index: words.aside for opinion, words in left if words.aside},
        assessments=tuple(verdicts.assessment(dice, opinion.index, words, results) for opinion, words in left),
        outcomes=results, selections=pool.selections(Random(f"{seed} people"), county.experts()),
        profiles=pool.profiles(county.staff()), filings=pool.filings())


def _answered(seed: int, opinions: Sequence[Opinion]) -> tuple[Opinion, ...]:
    """The opinions with what their people answer to the focus questions; dice of their own leave all else as it is."""
    dice = Random(f"{seed} answers")
    return tuple(replace(each, answers=answers_to(each.provision, dice)) for each in opinions)


def _suggestions(dice: Random, left: Sequence[tuple[Opinion, Words]]) -> tuple[Suggestion, ...]:
    behind: dict[int, list[int]] = defaultdict(list)
    for opinion, words in left:
        for number in words.points:
            behind[number].append(opinion.index)
    return tuple(_suggestion(dice, number, behind[number]) for number in range(len(points())))


def _suggestion(dice: Random, number: int, opinions: Sequence[int]) -> Suggestion:
    point = points()[number]
    return Suggestion(number, point.provision, f"{label(point.provision)}：{point.title}", f"建议{point.change}。",
                      f"{point.reason}。", tuple(opinions), verdicts.gate_note(dice, point))
