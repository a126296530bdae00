"""The words inside a paragraph, as a reader sees them when all tracked changes are accepted."""
from collections.abc import Callable, Iterator

from services.review.documents.markup import Element, attribute, below, child, name_of, switch
from services.review.documents.styles import Styles

GONE = {"del", "moveFrom", "sectPrChange", "rt"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SILENT = {"instrText", "delInstrText", "delText", "softHyphen", "footnoteReference", "endnoteReference",
           "annotationRef", "commentReference"}
_LINES = str.maketrans("\n\r\t", "   ")
_DINGBATS = {0xA8: "□", 0x6F: "□", 0x71: "□", 0xFE: "☑", 0x52: "☑", 0xFD: "☒", 0x53: "☒", 0xFC: "√", 0x50: "√"}


def is_gone(name: str) -> bool:
    """Whether an element is deleted, or describes others and holds no words."""
    return name in GONE or name.endswith("Pr")


def chosen(alternatives: Element) -> Element | None:
    """Of the ways to say one thing, the first; the others are for programs that do not understand it."""
    first = child(alternatives, "Choice")
    return first if first is not None else child(alternatives, "Fallback")


def content(control: Element) -> Element | None:
    """What a content control holds; the prompt of one that nobody has filled in is not the draft's."""
    return None if switch(below(control, "sdtPr", "showingPlcHdr")) else child(control, "sdtContent")


class Inline:
    """Reads paragraph after paragraph; a field may span several."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []  # of each open field, whether its instruction is being read, not its result
        self._words: list[str] = []
        self._boxes: list[Element] = []
        self._hidden = False
        self._special: dict[str, Callable[[Element], None]] = {
            "t": self._text, "r": self._run, "sym": self._symbol, "fldChar": self._field, "sdt": self._control,
            "AlternateContent": self._alternatives, "drawing": self._drawing, "pict": self._drawing,
            "object": self._drawing}

    def read(self, paragraph: Element) -> tuple[str, list[Element]]:
        """A paragraph's words, and the text boxes that hang on it."""
        self._words, self._boxes = [], []
        self._hidden = self._styles.hides(attribute(below(paragraph, "pPr", "pStyle")) or self._styles.usual)
        self._walk(paragraph)
        self._fields = [False] * len(self._fields)  # an instruction does not go beyond its paragraph
        return "".join(self._words), self._boxes

    def _walk(self, above: Element | None) -> None:
        for each in above if above is not None else ():
            name = name_of(each)
            if name in self._special:
                self._special[name](each)
            elif name in _SIGNS:
                self._say(_SIGNS[name])
            elif name not in _SILENT and not is_gone(name):
                self._walk(each)

    def _say(self, words: str) -> None:
        if not any(self._fields):
            self._words.append(words)

    def _text(self, element: Element) -> None:
        self._say((element.text or "").translate(_LINES))

    def _run(self, run: Element) -> None:
        properties = child(run, "rPr")
        hidden = switch(child(properties, "vanish"))
        if hidden is None:
            style = attribute(child(properties, "rStyle"))
            hidden = self._hidden or (style is not None and self._styles.hides(style))
        if hidden and next(run.iter("{*}fldChar"), None) is None:  # a hidden field still begins and ends
            return
        self._walk(run)

    def _symbol(self, element: Element) -> None:
        """A sign of a font of its own; those fonts lie in a private area, of which a few signs are known."""
        written = attribute(element, "char") or ""
        try:
            code = int(written, 16)
        except ValueError:
            return
        if 0xF000 <= code <= 0xF0FF:
            dingbat = "wingdings" in (attribute(element, "font") or "").lower()
            self._say(_DINGBATS.get(code - 0xF000, "") if dingbat else chr(code - 0xF000))
        elif code < 0x110000:
            self._say(chr(code))

    def _field(self, element: Element) -> None:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _control(self, element: Element) -> None:
        self._walk(content(element))

    def _alternatives(self, element: Element) -> None:
        self._walk(chosen(element))

    def _drawing(self, element: Element) -> None:
        self._boxes += _boxes(element)


def _boxes(above: Element) -> Iterator[Element]:
    for each in above:
        name = name_of(each)
        if name == "txbxContent":
            yield each
        elif name == "AlternateContent":
            first = chosen(each)
            yield from _boxes(first) if first is not None else ()
        else:
            yield from _boxes(each)
