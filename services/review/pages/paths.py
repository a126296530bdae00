"""Where a page sends people next."""
from urllib.parse import urlsplit

from flask import Response, redirect

HOME = "/review/"
Answer = Response | tuple[str, int]


def local_path(asked: str | None) -> str:
    """Where to go after signing in: a path of this site and nothing else."""
    path = asked or HOME
    if not path.startswith("/") or path.startswith("//") or "\\" in path or any(ord(each) < 33 for each in path):
        return HOME
    parts = urlsplit(path)
    return HOME if parts.scheme or parts.netloc else path


def go(path: str) -> Response:
    """Answer a posted form: see there."""
    answer = redirect(path, 303)
    return Response(answer.get_data(), 303, headers=dict(answer.headers))
