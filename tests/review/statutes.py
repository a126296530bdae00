"""Invents statutes: trees of 编 章 节 条 款 项 目 in our own words, with references and quotations among them."""
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from services.review.domain.numerals import write_number
from services.review.domain.statute import Provision

ACTORS = ("村民委员会", "县级文化主管部门", "井长", "古井所有人", "任何单位和个人", "市人民政府",
          "用水单位（含临时用水户）")
MODALS = ("应当", "可以", "不得", "负责", "有权")
ACTS = ("清理井台", "登记古井", "公布名录", "修缮井栏", "开展水质检测", "设置保护标志", "报告井水异常", "划定保护范围",
        "填埋古井")
TAILS = ("，并记入井册", "，每年不少于二次", "，具体办法由市文化主管部门制定", "，但是抢险救灾的除外",
         "，所需经费列入本级预算")
REFERENCES = ("依照本条例第{n}条的规定，", "违反本条例第{n}条第一款、第二款规定的，", "符合前款第（一）项规定的，",
              "经第{n}条规定的程序，", "依照《用水办法》第三章的规定，", "本条例所称“古井”，是指百年以上的水井（泉）；",
              "除第{n}条之一规定的情形外，")
TITLES = ("总则", "保护", "利用", "监督管理", "法律责任", "附则", "井册和名录", "修缮与经费保障", "一般规定")
CAPTIONS = ("目的依据", "适用范围", "职责分工", "保护原则", "经费", "罚则", "施行日期")


@dataclass
class Draft:
    """A statute in the making."""

    random: Random
    captioned: bool
    built: list[Provision] = field(default_factory=list)
    articles: int = 0

    def sentence(self, stop: str = "。") -> str:
        """One sentence, sometimes with a reference before it or more behind it."""
        pick = self.random.choice
        reference = pick(REFERENCES).format(n=write_number(self.random.randint(1, self.articles + 3)))
        before = reference if self.random.random() < 0.25 else ""
        tail = pick(TAILS) if self.random.random() < 0.5 else ""
        return f"{before}{pick(ACTORS)}{pick(MODALS)}{pick(ACTS)}{tail}{stop}"

    def paragraph(self) -> str:
        """One to three sentences."""
        return "".join(self.sentence() for _ in range(self.random.randint(1, 3)))

    def add_article(self, parent: str | None, extra: int = 0) -> None:
        """An article with its 款, 项 and 目."""
        self.articles += 0 if extra else 1
        number = self.articles
        eid = f"art_{number}_{extra}" if extra else f"art_{number}"
        label = f"第{write_number(number)}条" + (f"之{write_number(extra)}" if extra else "")
        caption = self.random.choice(CAPTIONS) if self.captioned else ""
        inside = [each for count in range(1, self.random.randint(1, 3) + 1) for each in self._paragraph(eid, count)]
        words = "\n".join(each.label + each.text for each in inside)
        self.built += [Provision(eid, "article", label, caption, words, parent), *inside]

    def _paragraph(self, above: str, number: int) -> Iterator[Provision]:
        eid = f"{above}__para_{number}"
        if self.random.random() < 0.7:
            yield Provision(eid, "paragraph", "", "", self.paragraph(), above)
            return
        yield Provision(eid, "paragraph", "", "", self.sentence("：").replace("。", "，"), above)
        most = self.random.randint(2, 12)
        for count in range(1, most + 1):
            yield from self._item(eid, count, "。" if count == most else "；")

    def _item(self, above: str, number: int, stop: str) -> Iterator[Provision]:
        eid, label = f"{above}__item_{number}", f"（{write_number(number)}）"
        if self.random.random() < 0.85:
            yield Provision(eid, "item", label, "", self.sentence(stop), above)
            return
        yield Provision(eid, "item", label, "", self.sentence("："), above)
        for count in (1, 2, 3):
            words = self.sentence(stop if count == 3 else "；")
            yield Provision(f"{eid}__point_{count}", "point", f"{count}.", "", words, eid)

    def add_heading(self, kind: str, number: int, parent: str | None) -> str:
        """A heading; returns its identifier."""
        short, unit = {"part": ("part", "编"), "chapter": ("chp", "章"), "section": ("sec", "节")}[kind]
        eid = (f"{parent}__" if parent else "") + f"{short}_{number}"
        title = self.random.choice(TITLES)
        self.built.append(Provision(eid, kind, f"第{write_number(number)}{unit}", title, "", parent))
        return eid


def a_statute(random: Random, articles: int = 12, captioned: bool = False) -> list[Provision]:
    """Invent a statute of about so many articles; its shape is drawn too."""
    draft = Draft(random, captioned)
    parts, chapters, sections = random.random() < 0.2, random.random() < 0.7, random.random() < 0.3
    each = max(1, articles // ((2 if parts else 1) * (4 if chapters else 1)))
    for part in (1, 2) if parts else (0,):
        above = draft.add_heading("part", part, None) if part else None
        _add_chapters(draft, above, (1, 2, 3) if chapters or parts else (0,), each, sections)
    if random.random() < 0.3:
        draft.built.append(Provision("annex_1", "annex", "附件", "古井名录", "一、东街井\n二、西街井", None))
    return draft.built


def _add_chapters(draft: Draft, above: str | None, chapters: tuple[int, ...], articles: int, sections: bool) -> None:
    for chapter in chapters:
        under = draft.add_heading("chapter", chapter, above) if chapter else above
        for section in (1, 2) if sections and chapter > 1 else (0,):
            _fill(draft, draft.add_heading("section", section, under) if section else under, articles)


def _fill(draft: Draft, parent: str | None, articles: int) -> None:
    for _ in range(articles):
        draft.add_article(parent)
        if draft.random.random() < 0.05:
            draft.add_article(parent, 1)
