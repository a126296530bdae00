"""Word files (.docx): paragraphs with their automatic numbers, tables, text boxes; tracked changes as accepted."""
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.review.documents.inline import Inline, chosen, content, is_gone
from services.review.documents.markup import Element, attribute, below, blocks, child, name_of, switch
from services.review.documents.numbering import Numbering
from services.review.documents.packed import Package
from services.review.documents.refusal import MOST_CHARACTERS, TOO_LONG, DocumentRefused
from services.review.documents.styles import Styles

MOST_BODY, MOST_PART = 100_000_000, 20_000_000  # bytes of XML
MOST_LINES = 200_000
_AROUND = {"/officeDocument": "word/document.xml", "/styles": "word/styles.xml", "/numbering": "word/numbering.xml"}
_OTHERS = {"xl/workbook.xml": "这是 Excel 文件", "ppt/presentation.xml": "这是 PowerPoint 文件",
           "ofd.xml": "这是 OFD 文件", "content.xml": "这是 OpenDocument 文件"}


def read_word(data: bytes) -> str:
    """The text of a Word file, one paragraph a line, one row of a table a line."""
    package = Package(data)
    main = _target(package, "", "/officeDocument")
    if main not in package:
        said = next((said for name, said in _OTHERS.items() if name in package), "这不是有效的 Word 文件（.docx）")
        raise DocumentRefused(f"{said}，请用 Word 或 WPS 打开，另存为 .docx 后再上传。")
    styles = Styles()
    numbering = Numbering(styles)
    for kind, taker in (("/styles", styles), ("/numbering", numbering)):
        name = _target(package, main, kind)
        if name in package:
            taker.add(blocks(package.read(name, MOST_PART), 2))
    return Body(styles, numbering).read(blocks(package.read(main, MOST_BODY), 3))


def _target(package: Package, source: str, kind: str) -> str:
    """The part that *source* says is of this kind, or the one that usually is."""
    folder, name = posixpath.split(source)
    relations = f"{folder}/_rels/{name}.rels".lstrip("/")
    for each in blocks(package.read(relations, MOST_PART), 2) if relations in package else ():
        if (attribute(each, "Type") or "").endswith(kind) and attribute(each, "TargetMode") != "External":
            return posixpath.normpath(posixpath.join("/", folder, attribute(each, "Target") or "")).lstrip("/")
    return _AROUND[kind]


@dataclass
class Joined:
    """Words whose paragraph mark is deleted: they begin the next paragraph."""

    words: list[str] = field(default_factory=list)
    properties: Element | None = None
    boxes: list[Element] = field(default_factory=list)

    def take(self, words: str, properties: Element | None, boxes: list[Element]) -> None:
        """One more paragraph; its number counts, or where it has none that of the words before it."""
        if not self.words or self.properties is None or below(properties, "numPr") is not None:
            self.properties = properties
        self.words += [words] if words else []
        self.boxes += boxes


class Body:
    """A document's body, becoming lines."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._inline, self._numbering = Inline(styles), numbering
        self._lines: list[str] = []
        self._joined = Joined()

    def read(self, elements: Iterator[Element]) -> str:
        """All lines, in the order in which they stand."""
        length = done = 0
        for each in elements:
            self._block(each)
            length, done = length + sum(map(len, self._lines[done:])), len(self._lines)
            if length > MOST_CHARACTERS or done > MOST_LINES:
                raise DocumentRefused(TOO_LONG)
        self._finish()
        return "\n".join(self._lines)

    def _block(self, element: Element) -> None:
        name = name_of(element)
        if name == "p":
            self._paragraph(element)
        elif name == "tbl":
            self._finish()
            self._table(element)
        elif name == "sdt":
            self._blocks(content(element))
        elif name == "AlternateContent":
            self._blocks(chosen(element))
        elif not is_gone(name):
            self._blocks(element)

    def _blocks(self, above: Element | None) -> None:
        for each in above if above is not None else ():
            self._block(each)

    def _paragraph(self, element: Element) -> None:
        words, boxes = self._inline.read(element)
        self._joined.take(words, child(element, "pPr"), boxes)
        if not _is_mark_gone(element):
            self._end(self._joined)

    def _finish(self) -> None:
        """Where no paragraph follows, what waits for one stands alone."""
        if "".join(self._joined.words).strip() or self._joined.boxes:
            self._end(self._joined)
        self._joined = Joined()

    def _end(self, paragraph: Joined) -> None:
        self._joined = Joined()
        label = self._numbering.label(paragraph.properties)
        self._lines += _evenly("".join([label, *paragraph.words]).split("\n"))
        for each in paragraph.boxes:
            self._lines += self._apart(each)

    def _apart(self, element: Element) -> list[str]:
        """The lines of a cell or a text box."""
        held, self._lines = self._lines, []
        self._blocks(element)
        self._finish()
        lines, self._lines = self._lines, held
        return lines

    def _table(self, table: Element) -> None:
        for row in _inside(table, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None or switch(child(properties, "hidden")):
                continue
            cells = list(_inside(row, "tc"))
            if len(cells) == 1:
                self._lines += self._cell(cells[0])
            else:
                self._row(cells)

    def _row(self, cells: list[Element]) -> None:
        written = [" ".join(filter(None, (" ".join(line.split()) for line in self._cell(each)))) for each in cells]
        if any(written):
            self._lines.append("\t".join(written))

    def _cell(self, cell: Element) -> list[str]:
        merge = below(cell, "tcPr", "vMerge")
        if merge is not None and attribute(merge) != "restart":  # it shows what the cell above it shows
            return []
        return [] if below(cell, "tcPr", "cellDel") is not None else self._apart(cell)


def _evenly(lines: list[str]) -> list[str]:
    """After a line break people type the indentation that the paragraph's first line has by itself."""
    return lines if lines[0] != lines[0].lstrip() else [lines[0], *(line.lstrip() for line in lines[1:])]


def _is_mark_gone(paragraph: Element) -> bool:
    """Deleted, moved away, or hidden: the paragraph runs on into the next."""
    mark = below(paragraph, "pPr", "rPr")
    return (child(mark, "del") is not None or child(mark, "moveFrom") is not None
            or bool(switch(child(mark, "vanish"))))


def _inside(above: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, in content controls and inserted ones too."""
    for each in above:
        name = name_of(each)
        if name == wanted:
            yield each
        elif name == "sdt":
            held = content(each)
            yield from _inside(held, wanted) if held is not None else ()
        elif name not in ("tbl", "tr", "tc", "p") and not is_gone(name):
            yield from _inside(each, wanted)
