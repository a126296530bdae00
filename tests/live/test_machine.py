"""One command on one machine: it starts, says what it has to say, survives what dies, and stops when told to."""
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.live.machine import Machine, a_machine
from tests.live.servers import wait_until

pytestmark = pytest.mark.live
PARTS = 5  # the supervisor, the broker, two workers, the web server


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """An empty product that runs."""
    with a_machine(tmp_path_factory.mktemp("machine") / "data") as running:
        yield running


def health(machine: Machine) -> int:
    """How the web server answers now."""
    return requests.get(f"{machine.address}/health", timeout=2).status_code


def test_an_empty_product_has_one_account(machine: Machine) -> None:
    """Its password is printed and lies in a file that only the owner can read."""
    said = "\n".join(machine.said)
    path = machine.data / "admin-password.txt"
    assert machine.address in said and machine.password in said and str(path) in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    body = {"account": "admin", "password": machine.password}
    assert requests.post(f"{machine.address}/review/api/v1/session", json=body, timeout=10).status_code == 200
    assert requests.get(f"{machine.address}/api/v1/consultations", timeout=5).json()["items"] == []


@pytest.mark.parametrize("mount", ["", "/review", "/reports", "/notify"])
def test_all_four_services_answer_at_their_mounts(machine: Machine, mount: str) -> None:
    """Health, and a document that describes the API."""
    assert requests.get(f"{machine.address}{mount}/health", timeout=5).json()["status"] == "ok"
    document = requests.get(f"{machine.address}{mount}/api/openapi.json", timeout=5).json()
    assert document["paths"]


def test_a_second_product_on_the_same_folder_or_port_is_refused(machine: Machine, tmp_path: Path) -> None:
    """One sentence says why, status 2."""
    for second, word in ((Machine(machine.data), "is in use by another Minyi"),
                         (Machine(tmp_path / "other", port=machine.port), f"port {machine.port} cannot be used")):
        with pytest.raises(AssertionError, match=word):
            second.start()
        assert len(second.said) == 1
        second.stop()
    assert health(machine) == 200


def test_what_is_killed_is_started_again(machine: Machine) -> None:
    """Each part in turn; the product answers again and the supervisor says what happened."""
    before = machine.processes()
    assert len(before) == PARTS
    for pid in before[1:]:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(machine.processes()) == PARTS and not set(machine.processes()[1:]) & set(before), 20,
               "all parts run again")
    wait_until(lambda: health(machine) == 200, 20, "the web server answers")


def test_a_restart_changes_nothing(machine: Machine) -> None:
    """Ctrl-C ends every part; the same password opens the door afterwards, and nothing is printed of it."""
    password, parts = machine.password, machine.processes()
    assert machine.stop() == 0
    assert not [pid for pid in parts if Path(f"/proc/{pid}").exists()]
    machine.said.clear()
    machine.start()
    assert machine.password == password and password not in "\n".join(machine.said)
    body = {"account": "admin", "password": password}
    assert requests.post(f"{machine.address}/review/api/v1/session", json=body, timeout=10).status_code == 200


def test_a_wrong_setting_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is named."""
    monkeypatch.setenv("MINYI_THREADS", "many")
    wrong = Machine(tmp_path / "data")
    with pytest.raises(AssertionError, match="MINYI_THREADS"):
        wrong.start()
    wrong.stop()
