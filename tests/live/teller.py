"""A real server behind the front: it tells how many bytes it was given. python -m tests.live.teller PORT"""
import sys
from collections.abc import Callable, Iterable
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from shared.web.front import Front

PATIENCE_SECONDS = 1.0


def tell(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the number of bytes; at /fault, fail."""
    if asked["PATH_INFO"] == "/fault":
        raise RuntimeError("on purpose")
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(len(asked["wsgi.input"].read())).encode()]


def load(_target: str) -> Any:
    """Make the app."""
    return Front(tell, threads=2, patience=PATIENCE_SECONDS)


if __name__ == "__main__":
    Granian("tests.live.teller:load", port=int(sys.argv[1]), interface=Interfaces.RSGI, websockets=False,
            log_enabled=False).serve(target_loader=load)
