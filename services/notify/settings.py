"""What notify alone can be told."""
from dataclasses import dataclass

from shared.settings import Settings, setting, switch, whole
from shared.site import Site


@dataclass(frozen=True, kw_only=True)
class NotifySettings(Settings):
    """Notify's own settings beside everybody's."""

    auto_release: bool = setting(switch, True, "answers go out when a release is whole; 0: a leader lets each go")
    contact_days: int = setting(whole(0, 3650), 0, "days a contact is kept after its answer went out, so that a "
                                "correction can still reach it; 0: erased at once")


def settings_of(site: Site) -> NotifySettings:
    """The settings of a site that is notify's."""
    if not isinstance(site.settings, NotifySettings):
        raise TypeError("this site is not notify's")
    return site.settings
