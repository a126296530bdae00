"""What an XForms client sends: an XML document that names its form, itself, and the files that belong to it."""
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.parsers import expat

from lxml import etree

from shared.refusals import Unreadable

FIELDS = ("provision", "stance", "text", "proposed_text", "reason", "contact")
FILES = ("recording", "photo")
MOST_BYTES, LONGEST_ID, LONGEST_NAME = 2 * 1024 * 1024, 1000, 200
_UUID = re.compile(r"uuid:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})", re.IGNORECASE)
_CONTACT = "contact"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One submission as it was read; ``fields`` hold what was filled in, ``files`` the names it expects beside it,
    ``kept`` the bytes that may be kept: as they came, but for the contact."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str | None
    fields: dict[str, str] = field(repr=False)
    files: tuple[str, ...]
    written_at: datetime | None
    xml: bytes = field(repr=False)
    kept: bytes = field(repr=False)

    @property
    def key(self) -> str:
        """Names the submission: an instance id counts within its form alone."""
        return key_of(self.form_id, self.instance_id)

    @property
    def own_id(self) -> str:
        """The opinion's id: the instance's own UUID, else one derived from form and instance."""
        found = _UUID.fullmatch(self.instance_id)
        return found[1].lower() if found else self.derived_id

    @property
    def derived_id(self) -> str:
        """The opinion's id where another form's opinion has the instance's own UUID already."""
        return str(uuid5(NAMESPACE_URL, f"minyi:openrosa:{self.form_id}:{self.instance_id}"))


def key_of(form_id: str, instance_id: str) -> str:
    """The key of an instance of a form."""
    return sha256(f"{form_id}\0{instance_id}".encode()).hexdigest()


def read_submission(xml: bytes) -> Submission:
    """Read a submission; Unreadable, with a sentence, for what is none. No entity, no DTD, nothing is fetched."""
    root = _parse(xml)
    values = dict(_leaves(root))
    _check_named(root.get("id"), values.get("instanceID", ""))
    return Submission(
        form_id=root.get("id"), version=root.get("version", ""), instance_id=values["instanceID"],
        deprecated_id=values.get("deprecatedID"),
        fields={name: values[name] for name in FIELDS if name in values},
        files=tuple(dict.fromkeys(clean_name(values[name]) for name in FILES if name in values)),
        written_at=_moment(values), xml=xml,
        kept=hide_contact(xml) if _CONTACT in values else xml)


def hide_contact(xml: bytes) -> bytes:
    """The document with the content of each contact replaced by its length; every other byte stays as it came."""
    hidden, wanted = bytearray(xml), _Spans(xml).found
    for begin, end in reversed(wanted):
        hidden[begin:end] = f"[{end - begin}]".encode()
    if _is_hidden(bytes(hidden), len(wanted)):
        return bytes(hidden)
    return _written_anew(xml)


def clean_name(name: str) -> str:
    """A file's name without folders, without invisible characters, and no longer than is kept; two long names that
    differ stay different."""
    shown = "".join(each for each in unicodedata.normalize("NFC", name) if unicodedata.category(each)[0] not in "C")
    last = re.split(r"[/\\]", shown)[-1].strip().strip(".") or "file"
    if len(last) <= LONGEST_NAME:
        return last
    stem, dot, ending = last.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 10 else ""
    return f"{last[:LONGEST_NAME - 20]}-{sha256(last.encode()).hexdigest()[:8]}{ending}"


def _check_named(form_id: str | None, instance_id: str) -> None:
    if not form_id:
        raise Unreadable("根元素没有 id 属性，不知道是哪一份表单；请用这里的表单重新填写。")
    if not instance_id or len(instance_id) > LONGEST_ID:
        raise Unreadable("没有 instanceID，无法辨认重复提交；请更新采集软件，或者用这里的表单重新填写。")


def _parse(xml: bytes) -> Any:
    if len(xml) > MOST_BYTES:
        raise Unreadable("表单内容超过 2 MB，请把长文字作为附件提交。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                             remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        raise Unreadable("xml_submission_file 不是完整的 XML，请重新发送。") from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("XML 里不能有 DTD 或实体声明，请用这里的表单重新填写。")
    return root


def _leaves(root: Any) -> Iterator[tuple[str, str]]:
    """Each element that holds text, by its local name; the first of a name comes last. A contact may have parts."""
    for each in reversed(list(root.iterdescendants(etree.Element))):
        name = etree.QName(each).localname
        if len(each) == 0 and (each.text or "").strip():
            yield name, each.text.strip()
        elif name == _CONTACT and (said := " ".join(" ".join(each.itertext()).split())):
            yield name, said


def _moment(values: dict[str, str]) -> datetime | None:
    """When it was written: the end of filling in, else its beginning; None where the form does not tell."""
    for name in ("timeEnd", "end", "timeStart", "start"):
        try:
            found = datetime.fromisoformat(values.get(name, ""))
        except ValueError:
            continue
        if found.tzinfo is not None and 1970 <= found.year <= 2200:
            return found
    return None


class _Spans:
    """Where, in bytes, the contents of contacts stand."""

    def __init__(self, xml: bytes) -> None:
        self.found: list[tuple[int, int]] = []
        self._depth, self._begin = 0, -1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.DefaultHandler = self._other
        try:
            self._parser.Parse(xml, True)
        except expat.ExpatError:
            self.found = []  # what lxml reads and expat does not is written anew

    def _start(self, name: str, _attributes: Any) -> None:
        self._mark()
        if self._depth or name.rpartition(":")[2] == _CONTACT:
            self._depth += 1

    def _end(self, _name: str) -> None:
        self._mark()
        if self._depth:
            self._depth -= 1
            if not self._depth:
                if self._parser.CurrentByteIndex > self._begin:
                    self.found.append((self._begin, self._parser.CurrentByteIndex))
                self._begin = -1

    def _other(self, _data: str) -> None:
        self._mark()

    def _mark(self) -> None:
        """The first thing after a contact's tag stands where its content begins."""
        if self._depth and self._begin < 0:
            self._begin = self._parser.CurrentByteIndex


def _is_hidden(xml: bytes, count: int) -> bool:
    """Whether the bytes still are XML, and each contact holds a length and nothing else."""
    try:
        contacts = _contacts(_parse(xml))
    except Unreadable:
        return False
    filled = [each for each in contacts if len(each) or each.text]
    return len(filled) == count and all(not len(each) and re.fullmatch(r"\[\d+\]", each.text) for each in filled)


def _written_anew(xml: bytes) -> bytes:
    """For encodings that the bytes cannot be cut in: the document from its tree."""
    root = _parse(xml)
    for each in _contacts(root):
        said, tail = "".join(each.itertext()), each.tail
        each.clear()
        each.text, each.tail = f"[{len(said.encode())}]" if said else None, tail
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _contacts(root: Any) -> list[Any]:
    return [each for each in root.iterdescendants(etree.Element) if etree.QName(each).localname == _CONTACT]
