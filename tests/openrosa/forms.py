"""Filling in a form as far as a server can see: an instance of any XForm, with words in its first free question."""
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from lxml import etree

XFORMS, OPENROSA = "http://www.w3.org/2002/xforms", "http://openrosa.org/xforms"
WORDS = "建议把井台周围三米划为保护范围 & <写明由谁负责> 🏮"


@dataclass
class Blank:
    """A form as it was downloaded: its empty instance, the questions that take words, those that take a file."""

    instance: Any
    words: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def fill(self, words: str = WORDS, files: tuple[str, ...] = (), instance_id: str | None = None,
             meta: str = OPENROSA, **other: str | None) -> bytes:
        """A finished instance; ``form_id`` and ``version`` of *other* stand in place of the form's own, ``deprecated``
        is the instance that it replaces."""
        root = deepcopy(self.instance)
        for name, value in (("id", other.get("form_id")), ("version", other.get("version"))):
            if value is not None:
                root.set(name, value)
        for question, value in [*zip(self.words[:1], [words], strict=False), *zip(self.files, files, strict=False)]:
            _node(root, question).text = value
        named = f"uuid:{uuid4()}" if instance_id is None else instance_id
        _tell(root, meta, {"deprecatedID": other.get("deprecated"), "instanceID": named})
        written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
        return written


def read_form(xml: bytes) -> Blank:
    """Read a form. Raises IndexError where it has no instance."""
    root = etree.fromstring(xml)
    instance = root.xpath("//x:model/x:instance/*[1]", namespaces={"x": XFORMS})[0]
    closed = {each.get("nodeset") for each in root.iter(f"{{{XFORMS}}}bind")
              if each.get("readonly") or each.get("calculate") or each.get("type", "string") != "string"}
    asked = [each.get("ref") for each in root.iter(f"{{{XFORMS}}}input") if each.get("ref") not in closed]
    return Blank(instance, asked, [each.get("ref") for each in root.iter(f"{{{XFORMS}}}upload")])


def _tell(root: Any, namespace: str, told: dict[str, str | None]) -> None:
    """Write the meta block anew, in a namespace or in none."""
    for each in root.xpath("*[local-name()='meta']"):
        root.remove(each)
    front = f"{{{namespace}}}" if namespace else ""
    meta = etree.SubElement(root, f"{front}meta", nsmap={"orx": namespace} if namespace else None)
    for name, value in told.items():
        if value:
            etree.SubElement(meta, f"{front}{name}").text = value


def _node(root: Any, path: str) -> Any:
    """The node of a question: /data/group/name, whatever the namespaces are."""
    at = root
    for step in path.strip("/").split("/")[1:]:
        at = next(each for each in at if etree.QName(each).localname == step)
    return at
