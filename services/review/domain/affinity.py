"""How well each expert fits each opinion, 0 to 1: by specialties, by words, and by what was assessed before.

A specialty fits as much as its words stand in the draft's title, the article and the opinion, compared with the
specialty that has most of them. What experts have assessed becomes a profile (TF-IDF of pairs of characters); it
weighs the more the longer it is, up to 30 %.
"""
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

Fits = NDArray[np.float32]
# What each specialty is called, and the words that speak for it in a draft or an opinion.
SPECIALTIES: Mapping[str, tuple[str, ...]] = {
    "law": ("法学", "法律", "法规", "处罚", "罚款", "责任", "违反", "违法", "许可", "诉讼", "复议", "程序", "权利",
            "义务", "执法", "上位法", "依法", "条款", "没收", "听证", "告知", "授权", "裁量", "证据", "追究", "赔偿"),
    "environment": ("环境", "生态", "污染", "水源", "水质", "森林", "树", "湿地", "垃圾", "排放", "饮用水", "动物",
                    "植物", "河道", "噪声", "扬尘", "废水", "废气", "节能", "土壤", "绿化", "水土"),
    "construction": ("工程", "建设", "规划", "施工", "建筑", "房屋", "道路", "设计", "维修", "设施", "物业", "消防",
                     "安全", "电梯", "拆除", "改造", "管线", "停车", "竣工", "验收", "住宅", "小区", "加装"),
    "culture": ("文化", "历史", "民族", "文物", "习俗", "传统", "古", "村寨", "非物质", "碑", "教育", "旅游", "遗产",
                "传承", "节日", "语言", "风貌", "博物馆", "档案", "技艺"),
    "economy": ("经济", "政治", "资金", "经费", "财政", "补助", "产业", "企业", "市场", "投资", "收费", "集体", "就业",
                "营商", "税", "贷款", "预算", "价格", "补贴", "招标", "合作社", "商户"),
    "agriculture": ("农业", "农村", "农民", "耕地", "种植", "养殖", "畜", "粮食", "农药", "化肥", "灌溉", "乡村",
                    "宅基地", "林地", "承包"),
    "health": ("卫生", "健康", "医疗", "医院", "食品", "药品", "疫", "养老", "护理", "急救", "传染", "残疾"),
    "society": ("社区", "居民", "村民", "业主", "志愿", "调解", "救助", "未成年人", "老年人", "妇女", "网格", "民政",
                "信访", "自治", "物业服务"),
    "transport": ("交通", "车辆", "机动车", "电动", "客运", "货运", "公路", "桥", "驾驶", "停放", "公交", "行人"),
}
_NAMES = {"法学": "law", "法律": "law", "环境": "environment", "环境保护": "environment", "生态环境": "environment",
          "工程建设": "construction", "建筑": "construction", "城乡建设": "construction", "规划": "construction",
          "政治经济": "economy", "经济": "economy", "财政": "economy", "民族文化和历史文化": "culture",
          "民族文化和历史文化保护": "culture", "民族文化": "culture", "历史文化": "culture", "文化": "culture",
          "教育": "culture", "农业": "agriculture", "农业农村": "agriculture", "医疗卫生": "health",
          "卫生健康": "health", "社会治理": "society", "民政": "society", "交通": "transport", "交通运输": "transport"}
TITLES = {"law": "法学", "environment": "环境保护", "construction": "工程建设", "culture": "民族文化和历史文化",
          "economy": "政治经济", "agriculture": "农业农村", "health": "卫生健康", "society": "社会治理",
          "transport": "交通"}
WEIGHTS = (0.5, 1.0, 1.5)  # a word of the title, of the article, of the opinion
UNKNOWN = 0.5  # when nothing speaks for any specialty
HISTORY, HALF = 0.3, 8  # the most that a profile weighs; half of it is reached with so many texts
ALIKE = 0.05  # below this cosine nobody's past has to do with the matter
BLOCK, FEATURES = 5000, 20_000


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is known of an expert: specialties as ``specialty_of`` names them, and texts that were assessed before."""

    specialties: frozenset[str]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Words:
    """What there is to read of an opinion."""

    title: str = ""
    article: str = ""
    opinion: str = ""


def specialty_of(name: str) -> str:
    """The specialty behind a name, Chinese or English; an unknown one stands for itself."""
    return _NAMES.get(name.strip(), name.strip())


def title_of(specialty: str) -> str:
    """What people call a specialty."""
    return TITLES.get(specialty, specialty)


class Affinity:
    """The fitness of some experts, for any number of opinions."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        known = sorted({each for profile in profiles for each in profile.specialties} | set(SPECIALTIES))
        self._lexicon = _Lexicon(known)
        self._holders = [[row for row, profile in enumerate(profiles) if name in profile.specialties] for name in known]
        self._size = len(profiles)
        self._past = _Past([profile.texts for profile in profiles])

    def of(self, matters: Sequence[Words]) -> Fits:
        """Experts × opinions. Nothing but this matrix grows with both; it is filled in blocks."""
        found = np.zeros((self._size, len(matters)), dtype=np.float32)
        for start in range(0, len(matters), BLOCK):
            part = matters[start : start + BLOCK]
            block = found[:, start : start + BLOCK]
            spoken = self._lexicon.fits(part)
            for column, rows in enumerate(self._holders):
                if rows:
                    block[rows] = np.maximum(block[rows], spoken[:, column])
            self._past.mix(block, part)
        return found


class _Lexicon:
    """Counts the words of specialties; one that nobody has described speaks by its own name and pairs of it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._topics: dict[str, list[int]] = {}
        for column, name in enumerate(names):
            for word in SPECIALTIES.get(name) or _pieces(name):
                self._topics.setdefault(word, []).append(column)
        self._words = re.compile("|".join(map(re.escape, sorted(self._topics, key=len, reverse=True))))
        self._width = len(names)

    def fits(self, matters: Sequence[Words]) -> Fits:
        """Opinions × specialties, the greatest of each row 1; all alike when nothing speaks for any."""
        seen: dict[tuple[str, str], list[float]] = {}
        rows = []
        for matter in matters:
            above = (matter.title, matter.article)
            if above not in seen:  # many opinions stand at one article
                seen[above] = self._count((matter.article, WEIGHTS[1]), (matter.title, WEIGHTS[0]))
            rows.append(self._count((matter.opinion, WEIGHTS[2]), begin=seen[above]))
        counts = np.array(rows, dtype=np.float32).reshape(len(matters), self._width)
        most = counts.max(axis=1, keepdims=True)
        fits: Fits = np.where(most > 0, counts / np.maximum(most, 1e-9), UNKNOWN).astype(np.float32)
        return fits

    def _count(self, *weighed: tuple[str, float], begin: Sequence[float] = ()) -> list[float]:
        found = list(begin) or [0.0] * self._width
        for text, weight in weighed:
            for word in self._words.findall(text):
                for column in self._topics[word]:
                    found[column] += weight
        return found


class _Past:
    """What was assessed before; an expert without a past is judged by specialties alone."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._rows = [row for row, own in enumerate(texts) if any(each.strip() for each in own)]
        if self._rows:
            lengths = [len(texts[row]) for row in self._rows]
            self._vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True,
                                            max_features=FEATURES, dtype=np.float32, token_pattern=None)
            every = self._vectors.fit_transform(each for row in self._rows for each in texts[row])
            self._centres = _centres(every, lengths)
            counted = np.array(lengths, dtype=np.float32)
            self._weights = (HISTORY * counted / (counted + HALF))[:, None]

    def mix(self, block: Fits, matters: Iterable[Words]) -> None:
        """Let the past weigh in *block*, compared with the expert whose past is most alike."""
        if not self._rows:
            return
        given = self._vectors.transform(each.opinion for each in matters)
        alike = np.asarray((self._centres @ given.T).todense(), dtype=np.float32)
        most = alike.max(axis=0, keepdims=True)
        weights = np.where(most >= ALIKE, self._weights, 0)
        block[self._rows] += weights * (alike / np.maximum(most, ALIKE) - block[self._rows])


def _centres(vectors: Any, lengths: Sequence[int]) -> Any:
    """The mean direction of each expert's texts, as sparse rows of length 1."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    sums = csr_matrix((np.ones(len(owners), dtype=np.float32), (owners, np.arange(len(owners)))),
                      shape=(len(lengths), len(owners)))
    return normalize(sums @ vectors)


def _pieces(name: str) -> tuple[str, ...]:
    pairs = tuple(name[start : start + 2] for start in range(len(name) - 1))
    return tuple(dict.fromkeys(each for each in (name, *pairs) if each.strip()))
