"""Which work group a draft belongs to, by its sector (行业系统)."""
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# How a county's standing committee usually parts the sectors among its seven work groups; a beginning, to be changed.
SEVEN: Mapping[str, tuple[str, ...]] = {
    "法治与社会治理工作小组": ("法治", "政法", "社会治理", "公共安全", "民政"),
    "财政经济工作小组": ("财政", "经济", "工业", "商务", "市场监管", "发展改革"),
    "城乡建设与环境保护工作小组": ("城乡建设", "住建", "生态环境", "环境保护", "自然资源", "交通"),
    "农业农村与水利工作小组": ("农业农村", "水利", "林业", "乡村振兴"),
    "教育科学文化卫生工作小组": ("教育", "科技", "文化", "卫生健康", "体育", "医疗保障"),
    "民族宗教与历史文化保护工作小组": ("民族", "宗教", "历史文化保护", "文物", "旅游"),
    "选举任免与代表联络工作小组": ("代表联络", "选举", "基层政权"),
}


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The group that was found with the word it was found by; or none, and the groups among which a person chooses."""

    group: str | None = None
    word: str = ""
    candidates: tuple[str, ...] = ()


def place_sector(sector: str, groups: Mapping[str, Iterable[str]]) -> Placement:
    """Find the group for *sector* among *groups* (id → its sectors): a sector that is exactly alike, else one that
    contains or is contained. 文化 does not count beside 历史文化保护, which says it more closely."""
    wanted = _plain(sector)
    words = [(_plain(word), group) for group, sectors in groups.items() for word in sectors]
    found = [each for each in words if each[0] == wanted] or _closest(words, wanted)
    ids = tuple(dict.fromkeys(group for _, group in found))
    return Placement(group=ids[0], word=found[0][0]) if len(ids) == 1 else Placement(candidates=ids)


def _closest(words: Sequence[tuple[str, str]], wanted: str) -> list[tuple[str, str]]:
    """Those that contain the sector or stand in it, without the words that stand inside another one found there."""
    found = [(word, group) for word, group in words if _meets(word, wanted)]
    inside = {word for word, _ in found if word in wanted}
    return [(word, group) for word, group in found if not any(_is_part(word, other) for other in inside)]


def _meets(word: str, wanted: str) -> bool:
    return bool(word and wanted) and (word in wanted or wanted in word)


def _is_part(word: str, other: str) -> bool:
    return word != other and word in other


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())
