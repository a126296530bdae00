"""What a process asks of the kernel (Linux)."""
import ctypes
import os
import signal

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_NAME_BYTES = 15


def end_with_parent(parent: int) -> None:
    """Have this process ended should *parent* be killed, so that no orphan goes on holding its port."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


def show_name(name: str) -> None:
    """Show this process under *name* in lists of processes."""
    ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode()[:_NAME_BYTES])
