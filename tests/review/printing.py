"""Prints a statute's tree the ways drafts come: as files, from web pages, out of PDFs, on one line."""
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from services.review.domain.statute import Provision

WIDE = "　"
HEADINGS = ("part", "subpart", "chapter", "section")
SAID_ANEW = str.maketrans("条编节项总则会国实规与为应当对关门产业务内", "條編節項總則會國實規與為應當對關門產業務內")
STOPS = "。；：！？"


@dataclass(frozen=True)
class Paper:
    """A statute ready to print: what stands before, then one block a paragraph (its kind, its label, its words)."""

    title: str
    note: str
    blocks: tuple[tuple[str, str, str], ...]
    captions: dict[str, str]


def paper_of(title: str, note: str, provisions: Sequence[Provision]) -> Paper:
    """Lay a tree out as paragraphs; the first 款 stands behind its article's label."""
    blocks, captions = [], {}
    for each, after in zip(provisions, [*provisions[1:], None], strict=True):
        if each.kind == "article":
            label = f"{each.label}"
            captions[label] = each.caption
            first = after.text if after and after.kind == "paragraph" else ""
            blocks.append(("article", label, first))
        elif each.kind in HEADINGS:
            blocks.append((each.kind, each.label, each.caption))
        elif each.kind in ("item", "point"):
            blocks.append((each.kind, each.label, each.text))
        elif each.kind == "annex":
            blocks.append(("annex", f"{each.label}：", f"{each.caption}\n{each.text}"))
        elif not each.eid.endswith("__para_1"):
            blocks.append(("paragraph", "", each.text))
    return Paper(title, note, tuple(blocks), captions)


def plain(paper: Paper, _random: Random) -> str:
    """One paragraph a line, a space after each article's label."""
    return "\n".join([*_head(paper), *(_line(block, " ") for block in paper.blocks)])


def indented(paper: Paper, _random: Random) -> str:
    """Two wide spaces before each paragraph; headings spaced out."""
    lines = [f"{WIDE * 2}{_line((kind, label, _spaced(words) if kind in HEADINGS else words), WIDE)}"
             for kind, label, words in paper.blocks]
    return "\n".join([*_head(paper), *lines])


def with_contents(paper: Paper, random: Random) -> str:
    """A table of contents before the text, with dots and page numbers or without."""
    dots = random.random() < 0.5
    contents = [f"{label}{WIDE}{words}" + (f"{'…' * random.randint(4, 9)}{number + 3}" if dots else "")
                for number, (kind, label, words) in enumerate(paper.blocks) if kind in HEADINGS]
    head = [*_head(paper), "目" + " " * random.randint(0, 2) + "录", *contents] if contents else _head(paper)
    return "\n".join([*head, *(_line(block, " ") for block in paper.blocks)])


def wrapped(paper: Paper, random: Random) -> str:
    """Lines of one width, paragraphs indented, headings in the middle, page numbers and a running title between."""
    width = random.randint(30, 42)
    lines = [line for block in paper.blocks for line in _wrap(block, width, WIDE * 2)]
    return "\n".join(_paged(_head(paper) + lines, paper, random))


def wrapped_flush(paper: Paper, random: Random) -> str:
    """Lines of one width without indents."""
    width = random.randint(30, 42)
    lines = [line for block in paper.blocks for line in _wrap(block, width, "")]
    return "\n".join(_paged(_head(paper) + lines, paper, random))


def broken_at_links(paper: Paper, random: Random) -> str:
    """A line break before each word that is a link on the page."""
    text = plain(paper, random)
    words = random.sample(("单位", "主管部门", "法律", "应当", "《"), 2)
    return re.sub(f"(?<=[^\n。；：！？])(?={'|'.join(words)})", "\n", text)


def spaced(paper: Paper, _random: Random) -> str:
    """第 一 条, 总　则: spaces between the characters of labels and headings."""
    lines = [_line((kind, " ".join(label) if kind not in ("item", "point") else label,
                    _spaced(words) if kind in HEADINGS else words), WIDE) for kind, label, words in paper.blocks]
    return "\n".join([*_head(paper), *lines])


def on_one_line(paper: Paper, random: Random) -> str:
    """No line break at all: a space between paragraphs and none after labels, or a wide space after labels alone."""
    if random.random() < 0.5:
        return " ".join([*_head(paper), *(_line(block, "") for block in paper.blocks)]).replace("\n", " ")
    return "".join([*_head(paper), *(_line(block, WIDE) for block in paper.blocks)]).replace("\n", "")


def traditional(paper: Paper, random: Random) -> str:
    """Labels, headings and some of the words in Traditional characters."""
    return plain(paper, random).translate(SAID_ANEW)


def half_width(paper: Paper, random: Random) -> str:
    """Brackets, commas and colons of a Western keyboard."""
    return plain(paper, random).translate(str.maketrans("（），；：", "(),;:"))


def captioned(opening: str, closing: str) -> Callable[[Paper, Random], str]:
    """Articles with a caption in these brackets behind their label."""
    def printed(paper: Paper, random: Random) -> str:
        glue = random.choice(("", " ", WIDE))
        blocks = (replace_words(block, paper, opening, closing, glue) for block in paper.blocks)
        return "\n".join([*_head(paper), *(_line(block, "" if block[0] == "article" else " ") for block in blocks)])
    return printed


def replace_words(block: tuple[str, str, str], paper: Paper, opening: str, closing: str, glue: str,
                  ) -> tuple[str, str, str]:
    """An article's block with its caption before its words."""
    kind, label, words = block
    if kind != "article":
        return block
    return kind, label, f"{opening}{paper.captions[label] or '条标'}{closing}{glue}{words}"


WHOLE: dict[str, Callable[[Paper, Random], str]] = {
    "plain": plain, "indented": indented, "contents": with_contents, "wrapped": wrapped, "links": broken_at_links,
    "spaced": spaced, "traditional": traditional, "half_width": half_width}
TO_ARTICLES: dict[str, Callable[[Paper, Random], str]] = {"wrapped_flush": wrapped_flush, "one_line": on_one_line}
CAPTIONED = {"lenticular": captioned("〖", "〗"), "round": captioned("（", "）"), "square": captioned("【", "】")}


def _head(paper: Paper) -> list[str]:
    return [line for line in (paper.title, paper.note) if line]


def _line(block: tuple[str, str, str], gap: str) -> str:
    kind, label, words = block
    return f"{label}{gap}{words}" if kind in (*HEADINGS, "article") else f"{label}{words}"


def _spaced(words: str) -> str:
    return WIDE.join(words) if len(words) == 2 else words


def _wrap(block: tuple[str, str, str], width: int, indent: str) -> Iterator[str]:
    line = _line(block, WIDE)
    if block[0] in HEADINGS:
        yield WIDE * max(0, (width - len(line)) // 2) * bool(indent) + line
        return
    for part in line.split("\n"):
        full = (indent if block[0] != "annex" else "") + part
        yield from (full[start:start + width] for start in range(0, len(full), width))


def _paged(lines: Sequence[str], paper: Paper, random: Random) -> Iterator[str]:
    """Put a page number, and on some papers a running title, after each page's lines."""
    size, style = random.randint(18, 26), random.choice(("{}", "- {} -", "—{}—", "第 {} 页 共 99 页", ""))
    runs = random.random() < 0.5 and len(paper.title) > 4
    for number, line in enumerate(lines, 1):
        yield line
        if number % size == 0 and number < len(lines):
            if style:
                yield " " * random.choice((0, 20)) + style.format(number // size)
            if runs:
                yield paper.title


def without_captions(provisions: Sequence[Provision]) -> list[Provision]:
    """A tree whose articles have no captions."""
    return [replace(each, caption="") if each.kind == "article" else each for each in provisions]
