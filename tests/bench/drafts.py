"""Parsing drafts: a thousand, the longest, how the cost grows, the memory; one regular expression beside it."""
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from services.review.documents import read_document
from services.review.domain.statute import parse
from tests.bench.figures import Figure
from tests.review.printing import CAPTIONED, TO_ARTICLES, WHOLE, paper_of
from tests.review.statutes import a_statute
from tests.review.wordfile import para, word_file

STATUTES, ARTICLES, LONGEST = 1_000, 45, 1_260
TITLE, NOTE = "临山市古井保护条例（草案）", "（2026年3月1日审议）"
LINE = re.compile(r"^[ \u3000]*(第[零一二三四五六七八九十百千]+[编章节条]|（[一二三四五六七八九十]+）)(.*)$",
                  re.MULTILINE)
LAYOUTS = {**WHOLE, **TO_ARTICLES, **CAPTIONED}


def drafts() -> list[Figure]:
    """All figures of parsing."""
    return [_thousand(), *_longest(), _growth(), _memory()]


def _thousand() -> Figure:
    """1,000 invented statutes of about 45 articles, every layout in turn, on one core."""
    names = list(LAYOUTS)
    texts = [_printed(seed, ARTICLES, names[seed % len(names)]) for seed in range(STATUTES)]
    seconds, peer = _seconds(texts), _peer(texts)
    size = sum(map(len, texts)) / 1_000_000
    return Figure("1,000 statutes parsed", seconds, 60, "less", "s",
                  f"{size:.1f} million characters; one regular expression a line {peer:.2f} s")


def _longest() -> list[Figure]:
    """The longest statute, from text and from Word."""
    text = _long(LONGEST)
    data = word_file(*(para(line) for line in text.split("\n")))
    began = time.perf_counter()
    parse(read_document("draft.docx", data))
    from_word = time.perf_counter() - began
    beside = f"{len(text):,} characters; one regular expression a line {_peer([text]):.3f} s"
    return [Figure("1,260 articles from text", _seconds([text]), 2, "less", "s", beside),
            Figure("1,260 articles from Word", from_word, 10, "less", "s", f"{len(data):,} bytes")]


def _growth() -> Figure:
    """How much dearer a character is in a text four times as long: 1 is a straight line."""
    short, long = _long(LONGEST), _long(4 * LONGEST)
    each = [min(_seconds([text]) for _ in range(5)) / len(text) for text in (short, long)]
    return Figure("a character of 5,040 articles, times one of 1,260", each[1] / each[0], 1.5, "less", "×",
                  f"{each[0] * 1e6:.2f} s a million characters")


def _memory() -> Figure:
    """The most memory the command takes for the longest statute as a Word file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.docx"
        path.write_bytes(word_file(*(para(line) for line in _long(LONGEST).split("\n"))))
        subprocess.run([sys.executable, "-m", "services.review", "parse", str(path)], check=True,
                       stdout=subprocess.DEVNULL)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Figure("memory of the command, 1,260 articles from Word", most, 200, "less", "MB", "the whole process")


def _printed(seed: int, articles: int, layout: str) -> str:
    random = Random(seed)
    captioned = layout in CAPTIONED
    return LAYOUTS[layout](paper_of(TITLE, NOTE, a_statute(random, articles, captioned)), random)


def _long(articles: int) -> str:
    """A statute of at least so many articles."""
    return next(text for seed in range(100) for text in [_printed(seed, articles, "plain")]
                if len(re.findall(r"^第.{1,9}条 ", text, re.MULTILINE)) >= articles)


def _seconds(texts: Sequence[str]) -> float:
    began = time.perf_counter()
    for text in texts:
        parse(text)
    return time.perf_counter() - began


def _peer(texts: Sequence[str]) -> float:
    """What one regular expression a line costs: the floor, and what most programs do."""
    began = time.perf_counter()
    for text in texts:
        for found in LINE.finditer(text):
            found.groups()
    return time.perf_counter() - began
