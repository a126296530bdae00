"""The XML that OpenRosa clients are answered with, to the letter: Collect drops a whole list for one wrong element."""
from collections.abc import Iterable, Mapping

from lxml import etree

LIST, MANIFEST, RESPONSE = (f"http://openrosa.org/{each}" for each in (
    "xforms/xformsList", "xforms/xformsManifest", "http/response"))
Element = Mapping[str, str]


def write_list(forms: Iterable[Element]) -> bytes:
    """The formList: each form's elements by name, in the order given."""
    return _written("xforms", LIST, (("xform", form) for form in forms))


def write_manifest(files: Iterable[Element]) -> bytes:
    """The manifest: each file's elements by name."""
    return _written("manifest", MANIFEST, (("mediaFile", each) for each in files))


def write_response(message: str, nature: str) -> bytes:
    """The envelope that every submission and every refusal is answered with."""
    root = etree.Element("OpenRosaResponse", nsmap={None: RESPONSE}, items="0")
    etree.SubElement(root, "message", nature=nature).text = message
    return _bytes(root)


def _written(root: str, namespace: str, items: Iterable[tuple[str, Element]]) -> bytes:
    """Names without a prefix take the root's own namespace when they are read."""
    top = etree.Element(root, nsmap={None: namespace})
    for name, values in items:
        item = etree.SubElement(top, name)
        for key, value in values.items():
            etree.SubElement(item, key).text = value
    return _bytes(top)


def _bytes(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
