"""Every word a page shows has its English translation, with the same placeholders."""
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "shared" / "web", *(ROOT / "services" / name for name in ("intake", "review", "reports", "notify"))]
METHODS = [("**/node_modules/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract"),
           ("**/templates/**.txt", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def words_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Each word the pages of *folder* show, and where."""
    found = extract_from_dir(folder, method_map=METHODS, keywords=KEYWORDS, options_map={"**": {"encoding": "utf-8"}})
    for name, line, words, _comments, _context in found:
        for each in (words,) if isinstance(words, str) else words:
            yield each, f"{folder.name}/{name}:{line}"


def english(folder: Path) -> Catalog:
    """The English catalogue of *folder*; an empty one where there is none."""
    path = folder / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def translated(catalog: Catalog, words: str) -> str:
    """The translation of *words*, or nothing; one that a tool has only guessed does not count."""
    message = catalog.get(words)
    if message is None or message.fuzzy:
        return ""
    return message.string if isinstance(message.string, str) else " ".join(message.string or ())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_word_shown_has_its_english(folder: Path) -> None:
    """In the service's own catalogue or in the shared one."""
    own, shared = english(folder), english(FOLDERS[0])
    missing = {words: place for words, place in words_of(folder)
               if not (translated(own, words) or translated(shared, words))}
    assert not missing, "\n".join(f"{place}: {words}" for words, place in missing.items())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_translation_keeps_the_placeholders(folder: Path) -> None:
    """%(n)s in Chinese is %(n)s in English."""
    catalog = english(folder)
    wrong = [message.id for message in catalog if isinstance(message.id, str) and message.id
             and set(PLACEHOLDER.findall(message.id)) != set(PLACEHOLDER.findall(translated(catalog, message.id)))]
    assert not wrong
