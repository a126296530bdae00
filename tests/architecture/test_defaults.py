"""The files in deploy/defaults name every setting, with a comment, and nothing that is none."""
import re
from dataclasses import fields
from pathlib import Path

import pytest

from deploy.embedded.parts import SERVICES
from shared.settings import Settings
from shared.site import Service

DEFAULTS = Path(__file__).parents[2] / "deploy" / "defaults"
COMMON = {item.name.upper() for item in fields(Settings) if item.metadata}


def named(file: str) -> set[str]:
    """The settings a file names, set or commented out, without their prefixes."""
    text = (DEFAULTS / file).read_text()
    found = re.findall(r"^#? ?MINYI_(?:INTAKE_|REVIEW_|REPORTS_|NOTIFY_)?([A-Z_]+)=", text, re.MULTILINE)
    return set(found)


def test_every_common_setting_is_named() -> None:
    """In common.env, or in a service's own file where it is the service's affair."""
    everywhere = named("common.env").union(*(named(f"{service.name}.env") for service in SERVICES))
    assert everywhere >= COMMON, COMMON - everywhere
    assert named("common.env") <= COMMON


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_setting_of_a_service_is_named(service: Service) -> None:
    """And each file is readable by the settings class it is for."""
    settings, name = service.settings, service.name
    own = {item.name.upper() for item in fields(settings) if item.metadata} - COMMON
    assert named(f"{name}.env") >= own
    assert named(f"{name}.env") <= own | COMMON
    lines = [line.partition("=") for file in ("common.env", f"{name}.env") for line in
             (DEFAULTS / file).read_text().splitlines() if "=" in line and not line.startswith("#")]
    settings.read(name, {key: value for key, _, value in lines})
