"""Small measuring tools: wrk's requests a second, opinions a second in batches, time until all is visible."""
import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from shared.ids import new_id
from tests.live.servers import ROOT

SCRIPT = Path(__file__).with_name("opinions.lua")
DEFAULTS = ROOT / "deploy" / "defaults" / "common.env"
CONNECTIONS, SECONDS = 16, 6


class WrongAnswers(Exception):
    """The server answered with errors, so the figure would mean nothing."""


def as_deployed() -> dict[str, str]:
    """The web server's processes, threads and connections as deploy/defaults has them."""
    found = re.findall(r"^(MINYI_(?:PROCESSES|THREADS|POOL))=(\d+)$", DEFAULTS.read_text(), re.MULTILINE)
    return dict(found)


def requests_per_second(address: str, consultation: str, seconds: int = SECONDS) -> float:
    """Post single opinions with wrk over sixteen connections; every answer must be 2xx."""
    run = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), address], check=True,
                         capture_output=True, text=True, env={**os.environ, "BENCH_CONSULTATION": consultation})
    if "Non-2xx" in run.stdout or "Socket errors" in run.stdout:
        raise WrongAnswers(run.stdout)
    found = re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)
    return float(found[1]) if found else 0.0


def batch_bodies(consultation: str, provisions: list[str], count: int, size: int = 500) -> list[bytes]:
    """Bodies for the batch door, made beforehand so that making them is not measured."""
    written = datetime.now(UTC).isoformat()
    text = "建议把井台周围三米划为保护范围，写明由谁负责。" * 8
    return [json.dumps({"opinions": [
        {"id": new_id(), "consultation_id": consultation, "text": text, "written_at": written,
         "provision": provisions[number % len(provisions)]} for number in range(start, min(start + size, count))
    ]}, ensure_ascii=False).encode() for start in range(0, count, size)]


def post_batches(address: str, bodies: list[bytes], threads: int = 6) -> float:
    """Post the bodies and return the seconds it took; every opinion must be created."""

    def post(body: bytes) -> None:
        answer = requests.post(f"{address}/api/v1/opinions/batch", data=body, timeout=120,
                               headers={"Content-Type": "application/json"})
        if answer.status_code != 200 or any(each["status"] != "created" for each in answer.json()["results"]):
            raise WrongAnswers(answer.text[:500])

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(post, bodies))
    return time.perf_counter() - began


def seconds_until(holds: Callable[[], Any], most: float, what: str) -> float:
    """How long it takes until *holds* is true."""
    began = time.perf_counter()
    while not holds():
        if time.perf_counter() - began > most:
            raise TimeoutError(what)
        time.sleep(0.02)
    return time.perf_counter() - began
