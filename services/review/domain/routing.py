"""Which expert fits which opinion: by the words of the provision and of the opinion, the load, and who must step back.

One greedy pass that keeps loads even; an exact assignment is a matter of its own.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# What each specialty is called, and the words that speak for it in a draft or an opinion.
SPECIALTIES: Mapping[str, tuple[str, ...]] = {
    "law": ("法学", "法律", "处罚", "罚款", "责任", "违反", "许可", "诉讼", "复议", "程序", "权利", "义务", "执法",
            "上位法", "依法"),
    "environment": ("环境", "生态", "污染", "水源", "水质", "森林", "树", "湿地", "垃圾", "排放", "饮用水", "动物",
                    "植物"),
    "construction": ("工程", "建设", "规划", "施工", "建筑", "房屋", "道路", "设计", "维修", "设施", "物业", "消防",
                     "安全"),
    "culture": ("文化", "历史", "民族", "文物", "习俗", "传统", "古", "村寨", "非物质", "碑", "教育", "旅游"),
    "economy": ("经济", "政治", "资金", "经费", "财政", "补助", "产业", "企业", "市场", "投资", "收费", "集体", "就业"),
}
_NAMES = {"法学": "law", "环境保护": "environment", "工程建设": "construction", "政治经济": "economy",
          "民族文化和历史文化": "culture", "民族文化和历史文化保护": "culture"}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An expert as the choice sees them: what they know, how many they may take, what they must step back from."""

    id: str
    specialties: frozenset[str]
    load_max: int
    recusals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Matter:
    """An opinion as the choice sees it. ``words``: of its provision and its own; ``parties``: sector, body, station,
    whatever an expert may have to step back from; ``refused_by``: experts who declined it."""

    id: str
    words: str
    parties: str = ""
    refused_by: frozenset[str] = frozenset()


@dataclass
class Choice:
    """The pairs that were chosen, with their fitness (0 to 1), and the loads after it."""

    pairs: list[tuple[str, str, float]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    loads: dict[str, int] = field(default_factory=dict)


def specialty_of(name: str) -> str:
    """The specialty behind a name, Chinese or English; an unknown one stands for itself."""
    return _NAMES.get(name.strip(), name.strip())


def fitness(words: str) -> dict[str, float]:
    """How much each specialty has to do with *words*, the greatest being 1; all alike when nothing speaks for any."""
    counts = {name: sum(words.count(word) for word in known) for name, known in SPECIALTIES.items()}
    most = max(counts.values())
    return {name: count / most if most else 0.5 for name, count in counts.items()}


def choose(matters: Sequence[Matter], experts: Sequence[Candidate], loads: Mapping[str, int]) -> Choice:
    """Give each matter to the fittest expert who may take it; among the nearly fit the least loaded."""
    choice = Choice(loads={expert.id: loads.get(expert.id, 0) for expert in experts})
    for matter in matters:
        fits = fitness(matter.words)
        able = [expert for expert in experts if _may(expert, matter, choice.loads)]
        if not able:
            choice.left.append(matter.id)
            continue
        best = max(able, key=lambda expert: (_rank(expert, fits, choice.loads), expert.id))
        choice.loads[best.id] += 1
        choice.pairs.append((best.id, matter.id, _fit(best, fits)))
    return choice


def _may(expert: Candidate, matter: Matter, loads: Mapping[str, int]) -> bool:
    steps_back = any(word and word in matter.parties for word in expert.recusals)
    return loads[expert.id] < expert.load_max and not steps_back and expert.id not in matter.refused_by


def _fit(expert: Candidate, fits: Mapping[str, float]) -> float:
    return max((fits.get(specialty, 0.0) for specialty in expert.specialties), default=0.0)


def _rank(expert: Candidate, fits: Mapping[str, float], loads: Mapping[str, int]) -> float:
    """Fitness less the share of the load that is used: a full desk weighs as much as a whole specialty."""
    return _fit(expert, fits) - loads[expert.id] / expert.load_max
