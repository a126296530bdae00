"""XML as Word writes it, read block by block: what has been read is let go, so that memory stays small."""
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from lxml import etree

from services.review.documents.packed import BROKEN, TOO_LARGE
from services.review.documents.refusal import DocumentRefused

Element: TypeAlias = etree._Element
MOST_MARKS, MOST_MARKS_HELD = 4_000_000, 600_000  # of < and =: a node each at most; held until a block is complete
MOST_DEPTH = 100  # a table in a table in a table is 20 deep
_SPACES = ("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
           "{http://purl.oclc.org/ooxml/wordprocessingml/main}", "")  # the usual one, the strict one, none


def name_of(element: Element) -> str:
    """An element's name without its namespace; what is no element (an entity) has none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, name: str) -> Element | None:
    """The first child of a name, in whatever namespace."""
    return next(element.iterchildren(f"{{*}}{name}"), None) if element is not None else None


def below(element: Element | None, *names: str) -> Element | None:
    """The element at the end of a path of children."""
    for name in names:
        element = child(element, name)
    return element


def attribute(element: Element | None, name: str = "val") -> str | None:
    """An attribute of Word's own."""
    if element is None:
        return None
    return next((found for space in _SPACES if (found := element.get(space + name)) is not None), None)


def number(element: Element | None, name: str = "val") -> int | None:
    """An attribute that holds a whole number; one that holds anything else counts as missing."""
    written = (attribute(element, name) or "").strip()
    return int(written) if written.removeprefix("-").isdecimal() and len(written) < 10 else None


def switch(element: Element | None) -> bool | None:
    """On, off, or (where the element is missing) not said."""
    return None if element is None else attribute(element) not in ("0", "false", "off")


def blocks(portions: Iterable[bytes], depth: int) -> Iterator[Element]:
    """Each complete element at *depth* (the root is 1); it is emptied when the next one is asked for."""
    parser = etree.XMLPullParser(events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                                 huge_tree=False, remove_comments=True, remove_pis=True)
    level = total = held = 0
    try:
        for portion in portions:
            marks = portion.count(b"<") + portion.count(b"=")
            total, held = total + marks, held + marks
            if total > MOST_MARKS or held > MOST_MARKS_HELD:
                raise DocumentRefused(TOO_LARGE)
            parser.feed(portion)
            for event, element in parser.read_events():
                if event == "start":
                    level += 1
                    _refuse_odd(element, level)
                    continue
                if level == depth:
                    yield element
                    _let_go(element)
                    held = 0
                level -= 1
        parser.close()
    except etree.XMLSyntaxError as error:
        raise DocumentRefused(BROKEN) from error


def _refuse_odd(element: Element, level: int) -> None:
    """Word never writes a DOCTYPE; whoever does wants entities. Nor does it nest without end."""
    if level > MOST_DEPTH or (level == 1 and element.getroottree().docinfo.internalDTD is not None):
        raise DocumentRefused(BROKEN)


def _let_go(element: Element) -> None:
    element.clear(keep_tail=False)
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]
