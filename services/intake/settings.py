"""What intake alone can be told."""
from dataclasses import dataclass

from services.intake.ocr import is_installed
from shared.settings import Settings, setting, switch
from shared.site import Site


@dataclass(frozen=True, kw_only=True)
class IntakeSettings(Settings):
    """Intake's own settings beside everybody's."""

    ocr: bool | None = setting(switch, None, "scanned slips are read by a machine first, in the queue ocr; default: "
                               "where requirements-ocr.txt is installed")

    @property
    def reads_slips(self) -> bool:
        """Whether some process here or on another host reads slips by machine."""
        return is_installed() if self.ocr is None else self.ocr


def settings_of(site: Site) -> IntakeSettings:
    """The settings of a site that is intake's."""
    if not isinstance(site.settings, IntakeSettings):
        raise TypeError("this site is not intake's")
    return site.settings
