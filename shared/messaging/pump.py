"""The same post over a deque: no broker, no threads. How tests let everything settle."""
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.messaging.agenda import Agenda


@dataclass
class Pump:
    """Stands where Celery stands and delivers on demand."""

    agendas: Mapping[str, Agenda] = field(default_factory=dict)
    queue: deque[tuple[str, str, str]] = field(default_factory=deque)

    def carry(self, task: str, service: str, content: str, queue: str = "post") -> None:
        """Take a message as the broker would."""
        self.queue.append((task, service, content))

    def ping(self) -> None:
        """A deque is always there."""

    def settle(self) -> int:
        """Relay, deliver and run until nobody has anything left to do; returns the deliveries."""
        delivered = 0
        while True:
            for agenda in self.agendas.values():
                agenda.post.relay()
                agenda.dispatch()
            if not self.queue:
                return delivered
            while self.queue:
                self.deliver(*self.queue.popleft())
                delivered += 1

    def deliver(self, task: str, service: str, content: str) -> None:
        """Hand one message to its service; one whose service is not here is dropped, as a dead broker would."""
        if service not in self.agendas:
            return
        agenda = self.agendas[service]
        acts = {"receive": agenda.post.receive, "acknowledge": agenda.post.acknowledge, "run": agenda.run}
        acts[task](content)
