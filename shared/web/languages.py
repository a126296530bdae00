"""The languages that pages are offered in: found from the catalogues that are there, not from a list in the code.

A language is a folder ``translations/<locale>`` with gettext's ``LC_MESSAGES/messages.mo`` (compiled) or ``.po`` in it.
An installation may bring its own in ``DATA/translations``. A language that CLDR does not know stands under the locale
whose dates and numbers it borrows, with its own code behind an @: ``zh_Hans_CN@pcc`` is offered as ``pcc``. Its
catalogue's translation of 中文 is the language's own name, as it stands on the button.
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.support import Translations

from shared.site import Site

CHINESE = "zh"
CHINESE_LOCALE = "zh_Hans_CN"
NAME_OF_ITSELF = "中文"
CATALOGUES = ("messages.mo", "messages.po")


@dataclass(frozen=True)
class Language:
    """A language that is offered: its code as ``?lang=`` has it, its locale's name, what it calls itself."""

    code: str
    locale: str
    name: str

    @property
    def tag(self) -> str:
        """The code as HTML's ``lang`` has it."""
        return "zh-CN" if self.code == CHINESE else self.code


def translation_folders(site: Site) -> list[Path]:
    """Where catalogues lie: an installation's own, the service's, the shared ones."""
    folders = [path / "translations" for path in (site.settings.data, site.service.folder, Path(__file__).parent)]
    return [folder for folder in folders if folder.is_dir()]


def find_languages(folders: Sequence[Path]) -> dict[str, Language]:
    """The languages that the catalogues in *folders* speak, by code; Chinese, which needs none, first."""
    locales = sorted({each.name for folder in folders for each in _catalogues(folder)})
    found = {CHINESE: Language(CHINESE, CHINESE_LOCALE, NAME_OF_ITSELF)}
    for locale in locales:
        code = code_of(locale)
        if code is not None:
            found.setdefault(code, Language(code, locale, _own_name(folders, locale)))
    return found


def code_of(locale: str) -> str | None:
    """The code of a locale: en, zh, and pcc of zh_Hans_CN@pcc; None of what is no locale."""
    try:
        parsed = Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return None
    return parsed.modifier or parsed.language


def _catalogues(folder: Path) -> Iterable[Path]:
    """The locales' folders that hold a catalogue."""
    if not folder.is_dir():
        return []
    return [each for each in folder.iterdir() if any((each / "LC_MESSAGES" / name).exists() for name in CATALOGUES)]


def _own_name(folders: Sequence[Path], locale: str) -> str:
    for folder in folders:
        said = Translations.load(folder, [locale]).gettext(NAME_OF_ITSELF)
        if said != NAME_OF_ITSELF:
            return said
    return Locale.parse(locale).get_display_name() or locale
