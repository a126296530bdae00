"""People who go on asking until they are answered: each opinion has an id of its own, so a repeat is no second one."""
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

from shared.ids import new_id

PATIENCE_SECONDS = 120.0


@dataclass
class Crowd:
    """Leaves opinions through *address* at about *rate* a second. ``acknowledged``: id → receipt."""

    address: str
    consultation: str
    provisions: list[str]
    rate: float
    acknowledged: dict[str, str] = field(default_factory=dict)
    sent: int = 0
    tries: int = 0
    _own: threading.local = field(default_factory=threading.local)

    def speak(self, count: int, threads: int = 6) -> None:
        """Leave *count* opinions; returns when each has been acknowledged."""
        began = time.monotonic()
        with ThreadPoolExecutor(threads) as pool:
            for done in pool.map(lambda number: self._leave(number, began), range(count)):
                self.acknowledged.update(done)

    def _leave(self, number: int, began: float) -> dict[str, str]:
        time.sleep(max(0.0, began + number / self.rate - time.monotonic()))
        text = f"第 {number} 条意见：请写明由谁负责。"
        opinion = {"id": new_id(), "consultation_id": self.consultation, "text": text,
                   "provision": self.provisions[number % len(self.provisions)],
                   "written_at": datetime.now(UTC).isoformat()}
        self.sent += 1
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            receipt = self._try(opinion)
            if receipt:
                return {str(opinion["id"]): receipt}
            time.sleep(0.2)
        return {}

    def _try(self, opinion: dict[str, Any]) -> str | None:
        self.tries += 1
        try:
            answer = self._session().post(f"{self.address}/api/v1/opinions", json=opinion, timeout=15)
        except requests.RequestException:
            return None
        assert answer.status_code in (200, 201, 500, 502, 503), answer.text
        return str(answer.json()["receipt"]) if answer.status_code < 300 else None

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
        session: requests.Session = self._own.session
        return session
