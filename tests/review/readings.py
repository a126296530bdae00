"""Second readings made from statutes: edited at random, with the truth of where every provision went."""
import os
import random
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from services.review.domain.numerals import NUMERAL, read_number, write_number
from services.review.domain.statute import parse
from shared.ids import new_id

SHELF = Path(os.environ.get("MINYI_SHELF", Path(__file__).parents[3] / "shared")) / "data" / "laws" / "dev"
UNITS = {"part": "编", "subpart": "分编", "chapter": "章", "section": "节"}
SHORT = {"part": "part", "subpart": "subpart", "chapter": "chp", "section": "sec"}
_REFERENCE = re.compile(rf"(?<!》)第\s*({NUMERAL})\s*条(?!\s*之)")
NEW_WORDS = (
    "县级以上人民政府应当每年向社会公布前款规定工作的进展情况。", "有关单位应当在三十日内将办理结果书面告知申请人。",
    "任何单位和个人不得以任何形式妨碍依法开展的巡查活动。", "对作出突出贡献的单位和个人，按照规定给予表彰。",
    "违反前款规定的，由主管部门责令改正，处二千元以上一万元以下罚款。", "村民委员会可以组织村民制定村规民约加以约束。",
    "市数据主管部门应当建立信息共享平台并保障个人信息安全。", "鼓励社会力量以捐赠、资助等方式参与公益事业。")


@dataclass
class Part:
    """A heading, an article, a 款 or an 项: ``uid`` stays whatever happens to it; references are written {uid}."""

    uid: str
    kind: str
    text: str = ""
    caption: str = ""
    inner: list["Part"] = field(default_factory=list)


@dataclass
class Reading:
    """One version; ``ended`` are the parts that a later one no longer has, ``cut`` the articles that were split."""

    title: str
    parts: list[Part]
    ended: set[str] = field(default_factory=set)
    into: dict[str, str] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)

    def articles(self) -> list[Part]:
        """The articles in their order."""
        return [each for each in self.parts if each.kind == "article"]

    def written(self) -> tuple[str, dict[str, str]]:
        """The text with everything numbered anew, and the identifier of each part."""
        eids = dict(self._numbered())
        lines = [self.title]
        for part in self.parts:
            lines += _article(part, eids) if part.kind == "article" else [_heading(part, eids)]
        return "\n".join(lines), eids

    def _numbered(self) -> Iterator[tuple[str, str]]:
        above: dict[str, str] = {}
        counts: dict[str, int] = {}
        number = 0
        for part in self.parts:
            if part.kind == "article":
                number += 1
                yield from _inside(part, f"art_{number}")
                continue
            for lower in list(UNITS)[list(UNITS).index(part.kind):]:
                above.pop(lower, None)
            parent = list(above.values())[-1] if above else ""
            key = f"{parent}/{part.kind}"
            counts[key] = counts.get(key, 0) + 1
            above[part.kind] = (f"{parent}__" if parent else "") + f"{SHORT[part.kind]}_{counts[key]}"
            yield part.uid, above[part.kind]


def _inside(part: Part, eid: str) -> Iterator[tuple[str, str]]:
    yield part.uid, eid
    kind = {"article": "para", "paragraph": "item"}.get(part.kind, "")
    for number, each in enumerate(part.inner, 1):
        yield from _inside(each, f"{eid}__{kind}_{number}")


def _heading(part: Part, eids: dict[str, str]) -> str:
    return f"第{write_number(int(eids[part.uid].rsplit('_', 1)[1]))}{UNITS[part.kind]} {part.caption}"


def _article(part: Part, eids: dict[str, str]) -> list[str]:
    label = f"{_number(eids[part.uid])} " + (f"【{part.caption}】" if part.caption else "")
    lines = []
    for paragraph in part.inner:
        lines.append(_filled(paragraph.text, eids))
        lines += [f"（{write_number(at)}）{_filled(item.text, eids)}" for at, item in enumerate(paragraph.inner, 1)]
    return [label + lines[0], *lines[1:]]


def _filled(text: str, eids: dict[str, str]) -> str:
    """References as they are numbered now; one to an article that is gone is to the first."""
    return re.sub(r"\{([0-9a-f-]+)\}", lambda found: _number(eids.get(found[1], "art_1")), text)


def _number(eid: str) -> str:
    return f"第{write_number(int(eid.rsplit('_', 1)[1]))}条"


def read(text: str) -> Reading | None:
    """Take a statute's text apart; None if it cannot be written again as it was."""
    statute = parse(text)
    uids = {each.eid: new_id() for each in statute.provisions}
    found: dict[str, Part] = {}
    parts = []
    for each in statute.provisions:
        if each.kind in ("annex", "point") or (each.kind == "article" and "_" in each.eid[4:]):
            return None
        body = "" if each.kind == "article" else _REFERENCE.sub(lambda one: _marked(one, uids), each.text)
        part = found[each.eid] = Part(uids[each.eid], each.kind, body, each.caption)
        if each.kind in ("paragraph", "item"):
            found[str(each.parent)].inner.append(part)
        else:
            parts.append(part)
    reading = Reading(statute.title, parts)
    return reading if provisions_of(reading) is not None else None


def _marked(found: re.Match[str], uids: dict[str, str]) -> str:
    uid = uids.get(f"art_{read_number(found[1])}")
    return f"{{{uid}}}" if uid else found[0]


def provisions_of(reading: Reading) -> list[dict[str, Any]] | None:
    """What the parser makes of a reading; None if it numbers anything otherwise than it was written."""
    text, eids = reading.written()
    provisions = [asdict(each) for each in parse(text).provisions]
    return provisions if {each["eid"] for each in provisions} == set(eids.values()) else None


class Editor:
    """What a drafting committee does between two readings; ``touched`` are the parts whose own words changed."""

    def __init__(self, reading: Reading, chance: random.Random) -> None:
        self.new, self.chance = deepcopy(reading), chance
        self.used: set[str] = set()

    def edit(self, acts: Sequence[str]) -> Reading:
        """Do these acts, each on provisions that no other one touched."""
        for act in acts:
            getattr(self, act)()
        return self.new

    def some(self, least: int = 1) -> Part | None:
        """An article of at least so many 款 that nothing was done to yet."""
        free = [each for each in self.new.articles() if each.uid not in self.used and len(each.inner) >= least]
        chosen = self.chance.choice(free) if free else None
        self.used |= {chosen.uid} if chosen else set()
        return chosen

    def insert(self) -> None:
        """A new article."""
        sentences = self.chance.sample(NEW_WORDS, self.chance.randint(1, 3))
        added = Part(new_id(), "article", inner=[Part(new_id(), "paragraph", each) for each in sentences])
        self.used.add(added.uid)
        self.new.parts.insert(self.place(), added)

    def place(self) -> int:
        """Anywhere among the articles."""
        return self.new.parts.index(self.chance.choice(self.new.articles())) + 1

    def remove(self) -> None:
        """An article goes."""
        if len(self.new.articles()) > 2 and (gone := self.some()):
            self.new.parts.remove(gone)
            self.end(gone)

    def end(self, part: Part) -> None:
        """It and all in it are no more."""
        self.new.ended.add(part.uid)
        for each in part.inner:
            self.end(each)

    def copy(self) -> None:
        """A new article that reads nearly like one there is: another offence, the same penalty."""
        model = self.some()
        if model is None:
            return
        added = deepcopy(model)
        for part in (added, *added.inner, *(item for each in added.inner for item in each.inner)):
            part.uid = new_id()
        first = added.inner[0]
        first.text = self.chance.choice(("在河道内", "夜间", "未经登记", "")) + first.text[self.chance.randint(0, 8):]
        first.text = first.text or NEW_WORDS[0]
        self.used.add(added.uid)
        self.new.parts.insert(self.place(), added)

    def replace(self) -> None:
        """An article goes, and one that reads nearly like another comes."""
        self.remove()
        self.copy()

    def move(self) -> None:
        """An article goes elsewhere, as likely as not to another chapter."""
        if moved := self.some():
            self.new.parts.remove(moved)
            self.new.parts.insert(self.place(), moved)

    def reword(self) -> None:
        """Words of one 款 change."""
        if article := self.some():
            paragraph = self.chance.choice(article.inner)
            words = paragraph.text
            at = self.chance.randrange(max(1, len(words) - 6))
            self.used.add(paragraph.uid)
            cut = words[:at] + self.chance.choice(("依法及时", "应当", "在三十日内", "")) + words[at + 4:]
            paragraph.text = cut if "{" not in words and cut else words + "法律另有规定的，从其规定。"

    def rewrite(self) -> None:
        """Most words of an article change."""
        if article := self.some():
            for paragraph in article.inner:
                kept = [each for each in re.split(r"(?<=[，；])", paragraph.text) if self.chance.random() < 0.6]
                paragraph.text = "".join(kept).rstrip("，；") + "，" + self.chance.choice(NEW_WORDS)
                self.used.add(paragraph.uid)

    def split(self) -> None:
        """An article becomes two."""
        if article := self.some(2):
            at = self.chance.randint(1, len(article.inner) - 1)
            rest = Part(new_id(), "article", inner=article.inner[at:])
            self.used.add(rest.uid)
            self.new.cut.add(article.uid)
            article.inner = article.inner[:at]
            self.new.parts.insert(self.new.parts.index(article) + 1, rest)

    def merge(self) -> None:
        """An article goes into the one before it."""
        pairs = [(one, two) for one, two in zip(self.new.parts, self.new.parts[1:], strict=False)
                 if one.kind == two.kind == "article" and not {one.uid, two.uid} & self.used]
        if pairs:
            one, two = self.chance.choice(pairs)
            self.used |= {one.uid, two.uid}
            one.inner += two.inner
            self.new.parts.remove(two)
            self.new.into[two.uid] = one.uid

    def add_inside(self) -> None:
        """A 款 or an 项 more."""
        if article := self.some():
            lists = [article.inner, *(each.inner for each in article.inner if each.inner)]
            chosen = self.chance.choice(lists)
            kind = "paragraph" if chosen is article.inner else "item"
            words = self.chance.choice(NEW_WORDS)
            least = 1 if kind == "paragraph" else 0
            chosen.insert(self.chance.randint(least, len(chosen)), Part(new_id(), kind, words))

    def drop_inside(self) -> None:
        """A 款 or an 项 less."""
        if article := self.some(2):
            lists = [article.inner, *(each.inner for each in article.inner if len(each.inner) > 1)]
            chosen = self.chance.choice(lists)
            self.end(chosen.pop(self.chance.randrange(len(chosen))))


def owner_of(reading: Reading) -> dict[str, str]:
    """In which article each 款 and 项 stands."""
    found: dict[str, str] = {}
    for article in reading.articles():
        for paragraph in article.inner:
            found |= {paragraph.uid: article.uid} | {item.uid: article.uid for item in paragraph.inner}
    return found


def shelf() -> list[str]:
    """The texts of real statutes, where they are at hand."""
    return [path.read_text(encoding="utf-8") for path in sorted(SHELF.glob("*.txt"))]
