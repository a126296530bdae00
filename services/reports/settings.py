"""What reports needs to know beyond what every service does."""
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from shared.settings import Settings, folder, optional_text, setting, switch, text
from shared.site import Site

_MAIL = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
_PREFIX = re.compile(r"[^\W\d_][\w×·-]{0,19}|×[\w×·-]{0,19}")


def legislature(value: str) -> str:
    """Read where submissions go: an e-mail address, or a folder's path (made absolute)."""
    if "@" in value:
        if not _MAIL.fullmatch(value.strip()):
            raise ValueError("must be one e-mail address or the path of a folder")
        return value.strip()
    return str(folder(value))


def number_prefix(value: str) -> str:
    """Read what stands before the year in a document number; it also begins a file's name."""
    if not _PREFIX.fullmatch(value.strip()):
        raise ValueError("must be 1 to 20 letters, × or ·")
    return value.strip()


@dataclass(frozen=True, kw_only=True)
class ReportsSettings(Settings):
    """Settings of reports."""

    legislature: str = setting(legislature, "", "e-mail address or folder that takes submissions; "
                               "default <data>/legislature")
    number_prefix: str = setting(number_prefix, "×人常联", "what stands before 〔2026〕12号 in a document number")
    office: str = setting(text, "基层立法联系点办公室", "who issues reports; stands under them")
    addressee: str = setting(optional_text, "", "whom reports address; default: by the consultation's level")
    auto_offer: bool = setting(switch, True, "send a report by itself once it is rendered")

    def __post_init__(self) -> None:
        """Fill in what follows from other settings."""
        super().__post_init__()
        if not self.legislature:
            object.__setattr__(self, "legislature", str(self.data / "legislature"))

    @property
    def by_mail(self) -> bool:
        """Whether submissions go by e-mail rather than into a folder."""
        return "@" in self.legislature

    @property
    def outbox(self) -> Path:
        """The folder that takes submissions when they do not go by e-mail."""
        return Path(self.legislature)


def settings_of(site: Site) -> ReportsSettings:
    """The settings of reports."""
    return cast(ReportsSettings, site.settings)
