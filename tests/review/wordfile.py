"""Word files made for tests, written as Word writes them: parts in a zip."""
import io
import zipfile
from collections.abc import Iterable

from services.review.documents import read_document

USUAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = ('xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
           'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
           'xmlns:v="urn:schemas-microsoft-com:vml" '
           'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"')


def run(words: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def para(*inner: str, properties: str = "") -> str:
    """A paragraph; what does not begin with < is a run of words."""
    words = "".join(each if each.startswith("<") else run(each) for each in inner)
    return f"<w:p><w:pPr>{properties}</w:pPr>{words}</w:p>"


def numbered(words: str, numbering: int, level: int = 0) -> str:
    """A paragraph that Word numbers."""
    return para(words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>')


def row(*cells: str, properties: str = "") -> str:
    """A table's row; a cell is a paragraph, or what is given as elements."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(map(cell, cells))}</w:tr>"


def cell(inner: str, properties: str = "") -> str:
    """A table's cell."""
    if inner.startswith("<w:tc>"):
        return inner
    words = inner if inner.startswith("<") else para(inner)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{words}</w:tc>"


def level(at: int, style: str, words: str, more: str = "", start: int = 1) -> str:
    """One level of a numbering."""
    return (f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
            f'<w:lvlText w:val="{words}"/></w:lvl>')


def scheme(known_as: int, *levels: str) -> str:
    """An abstract numbering, with a numbering of the same number that uses it."""
    return f'<w:abstractNum w:abstractNumId="{known_as}">{"".join(levels)}</w:abstractNum>' + use(known_as, known_as)


def use(known_as: int, of: int, *overrides: str) -> str:
    """A numbering."""
    return f'<w:num w:numId="{known_as}"><w:abstractNumId w:val="{of}"/>{"".join(overrides)}</w:num>'


def word_file(*body: str, numbering: str = "", styles: str = "", space: str = USUAL,
              main: str = "word/document.xml", more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """A whole file."""
    start = (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
             f'<w:{{0}} xmlns:w="{space}" {_SPACES}>{{1}}</w:{{0}}>')
    folder, name = main.rsplit("/", 1)
    parts = {"[Content_Types].xml": "<Types/>", "_rels/.rels": relations(officeDocument=main),
             main: start.format("document", f"<w:body>{''.join(body)}<w:sectPr/></w:body>"),
             f"{folder}/_rels/{name}.rels": relations(styles="styles.xml", numbering="numbering.xml"),
             f"{folder}/styles.xml": start.format("styles", styles),
             f"{folder}/numbering.xml": start.format("numbering", numbering)}
    return packed({name: words.encode() for name, words in parts.items()} | dict(more))


def relations(**targets: str) -> str:
    """A part that says where others are."""
    inner = "".join(f'<Relationship Id="{name}" Type="{_KINDS}/{name}" Target="{target}"/>'
                    for name, target in targets.items())
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def lines(*body: str, numbering: str = "", styles: str = "", space: str = USUAL) -> list[str]:
    """What is read of a file with this body."""
    return read_document("draft.docx", word_file(*body, numbering=numbering, styles=styles, space=space)).split("\n")
