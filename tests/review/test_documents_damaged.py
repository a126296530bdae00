"""Files that are broken, or made to break: each is read or refused in a sentence, and memory and time stay bounded."""
import io
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from weasyprint import HTML

from services.review.documents import DocumentRefused, read_document
from tests.review.wordfile import USUAL, level, numbered, packed, para, row, run, scheme, word_file

TIMES = int(os.environ.get("MINYI_TEST_TIMES", "1"))
ROOT = Path(__file__).parents[2]
LEVELS = scheme(1, level(0, "chineseCounting", "第%1条"))
HEAD = f'<?xml version="1.0"?><w:document xmlns:w="{USUAL}"><w:body>'.encode()
TAIL = b"</w:body></w:document>"
MEASURE = """
import resource, sys, time
from services.review.documents import DocumentRefused, read_document
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
try:
    said = len(read_document(sys.argv[1], open(sys.argv[1], "rb").read()))
except DocumentRefused as refused:
    said = refused.errors["file"][0]
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.monotonic() - start, said)
"""


def outcome(name: str, content: bytes) -> str:
    """What is read, or the sentence; any other exception is a failure."""
    try:
        return read_document(name, content)
    except DocumentRefused as refused:
        return refused.errors["file"][0]


def measure(path: Path, content: bytes) -> tuple[float, float, str]:
    """Read a file in a process of its own: megabytes, seconds, and the length read or the sentence."""
    path.write_bytes(content)
    command = [sys.executable, "-c", MEASURE, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    memory, seconds, said = done.stdout.split(maxsplit=2)
    return int(memory) / 1024, float(seconds), said.strip()


def a_word_file() -> bytes:
    """One with a bit of everything."""
    body = [numbered("为了保护古井。", 1), para("甲", "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"),
            f"<w:tbl>{row('序号', '项目')}</w:tbl>", numbered("县人民政府应当检查。", 1)]
    return word_file(*body, numbering=LEVELS)


def stored() -> bytes:
    """The same without compression, so that a flipped bit hits XML."""
    with zipfile.ZipFile(io.BytesIO(a_word_file())) as archive:
        return packed({each: archive.read(each) for each in archive.namelist()}, zipfile.ZIP_STORED)


def a_pdf() -> bytes:
    """A page of words."""
    made: bytes = HTML(string="<p>第一条　为了保护古井，制定本条例。</p>" * 5).write_pdf()
    return made


def a_text() -> bytes:
    """A text in the older encoding."""
    return "第一条　为了保护古井，制定本条例。\n第二条　县人民政府应当检查。\n".encode("gb18030")


@pytest.mark.parametrize(("make", "name", "times"), [
    (a_word_file, "draft.docx", 300), (stored, "draft.docx", 600), (a_pdf, "draft.pdf", 400),
    (a_text, "draft.txt", 200)])
def test_a_damaged_file_is_read_or_refused(make: Callable[[], bytes], name: str, times: int) -> None:
    """Cut short, with bits turned, with a piece cut out or doubled."""
    whole, chance = make(), random.Random(20261125)
    for _ in range(times * TIMES):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 1, 3, 20))):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        at, length = chance.randrange(len(content)), chance.randrange(1, 200)
        kind = chance.randrange(4)
        damaged = (content, content[:at], content[:at] + content[at + length:],
                   content[:at] + content[at:at + length] * 2 + content[at + length:])[kind]
        assert isinstance(outcome(name, bytes(damaged)), str)


@pytest.mark.parametrize("length", range(0, 1200, 97))
def test_a_truncated_word_file_is_refused(length: int) -> None:
    sentence = outcome("draft.docx", a_word_file()[:length])
    assert "空" in sentence if length == 0 else "有效的 Word" in sentence


def test_a_password_on_a_part_is_named() -> None:
    content = bytearray(a_word_file())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 1)
    assert "密码" in outcome("draft.docx", bytes(content))


@pytest.mark.parametrize(("parts", "word"), [
    ({}, "有效的 Word"), ({"a": b"b"}, "有效的 Word"), ({"xl/workbook.xml": b"x"}, "Excel"), ({"OFD.xml": b"x"}, "OFD"),
    ({"content.xml": b"x"}, "OpenDocument"), ({"word/document.xml": b""}, "已损坏"),
    ({"word/document.xml": b"<a"}, "已损坏"), ({"word/document.xml": HEAD}, "已损坏"),
    ({"word/document.xml": HEAD + TAIL, "word/styles.xml": b"<"}, "已损坏"),
    ({"word/document.xml": HEAD + TAIL}, "没有文字"), ({"word/document.xml": b"<html><p>x</p></html>"}, "没有文字")])
def test_a_zip_that_is_no_draft_is_refused_with_the_reason(parts: dict[str, bytes], word: str) -> None:
    assert word in outcome("draft.docx", packed(parts))


def test_entities_are_not_looked_at() -> None:
    """Neither a file's content, nor laughter a billion times, nor those in attributes."""
    for entity in ('<!ENTITY x SYSTEM "file:///etc/passwd">', "<!ENTITY a 'ha'><!ENTITY x '&a;&a;&a;'>", ""):
        content = f'<!DOCTYPE w [{entity}]><w:document xmlns:w="{USUAL}"><w:body>{para("井")}</w:body></w:document>'
        assert "已损坏" in outcome("draft.docx", packed({"word/document.xml": content.encode()}))


def test_an_endless_nest_is_refused() -> None:
    for around in ("<w:sdt><w:sdtContent>", "<w:tbl><w:tr><w:tc>", "<w:p><w:r>"):
        names = around.replace("<", "").split(">")[-2::-1]
        inner = around * 60 + run("井") + "".join(f"</{name}>" for name in names) * 60
        assert "已损坏" in outcome("draft.docx", packed({"word/document.xml": HEAD + inner.encode() + TAIL}))


def many_parts() -> bytes:
    """A zip with more files than any draft has."""
    return packed({str(number): b"" for number in range(6_000)}, zipfile.ZIP_STORED)


def too_small_a_size() -> bytes:
    """A part of which the directory says that it has eight bytes."""
    content = bytearray(packed({"word/document.xml": HEAD + b"<w:p/>" * 100_000 + TAIL}))
    at = content.index(b"PK\x01\x02")
    content[at + 24:at + 28] = struct.pack("<I", 8)
    return bytes(content)


def body(*inner: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A file with this body."""
    return packed({"word/document.xml": b"".join((HEAD, *inner, TAIL))}, method)


LONG = para("井" * 3_000).encode()
JOINED = para("井", properties="<w:rPr><w:del/></w:rPr>").encode()
BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: packed({"word/document.xml": b"\0" * 400_000_000}),
    "paragraphs": lambda: body(b"<w:p/>" * 15_000_000),
    "one paragraph": lambda: body(b"<w:p>", b"<w:r/>" * 15_000_000, b"</w:p>"),
    "long paragraphs": lambda: body((b"<w:p>" + b"<w:r/>" * 500_000 + b"</w:p>") * 20),
    "joined paragraphs": lambda: body(JOINED * 800_000),
    "attributes": lambda: body(b"<w:p ", b" ".join(b'a%d=""' % number for number in range(2_000_000)), b"/>"),
    "words": lambda: body(LONG * 9_000),
    "one word": lambda: body(b"<w:p><w:r><w:t>", b"a" * 90_000_000, b"</w:t></w:r></w:p>"),
    "styles": lambda: packed({"word/document.xml": HEAD + TAIL, "word/styles.xml": b"<a>" + b"<b/>" * 9_000_000}),
    "parts": many_parts, "a small size": too_small_a_size,
    "another method": lambda: body(b" " * 90_000_000, method=zipfile.ZIP_BZIP2),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_and_costs_little(make: Callable[[], bytes], tmp_path: Path) -> None:
    """A fraction of what it would unpack to, and no long time."""
    memory, seconds, said = measure(tmp_path / "draft.docx", make())
    assert "太大" in said or "已损坏" in said or "太长" in said
    assert memory < 300 and seconds < 20


def test_a_code_of_law_is_read_in_little_memory_and_time(tmp_path: Path) -> None:
    """1,260 articles in runs with fonts, as Word writes them."""
    font = '<w:rFonts w:ascii="仿宋" w:hAnsi="仿宋" w:eastAsia="仿宋"/><w:b w:val="0"/><w:sz w:val="32"/>'
    one = para(run("当事人", font), run("应当按照约定全面履行自己的义务，" * 5, font), run("遵循诚信原则。", font),
               properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    memory, seconds, said = measure(tmp_path / "draft.docx", word_file(*[one] * 1_260, numbering=LEVELS))
    assert int(said) > 110_000 and memory < 60 and seconds < 3
