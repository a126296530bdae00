"""The shell of an app that works without a network: a page that is the same for everybody, its worker, its manifest."""
import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request

from shared.refusals import NotFound
from shared.web.doors import open_door

ANYONE = "the shell holds nothing; the device's token is asked for where there is something"
INTAKE = Path(__file__).parents[1]
BUILT = INTAKE / "static" / "dist"
ASSETS = INTAKE.parents[1] / "shared" / "web" / "static"
APPS = ("tablet", "kiosk")
NOT_BUILT = "这个页面的程序还没有构建：请在安装目录运行 make install 后再打开。"


@dataclass(frozen=True)
class Shell:
    """An app under ``/name`` with ``static/name.css``; ``title`` is its whole name, ``short`` what stands under its
    icon."""

    name: str
    title: str
    short: str

    @property
    def path(self) -> str:
        """Where it is opened, and how far its worker reaches."""
        return f"/{self.name}"

    def page(self) -> str:
        """The page, the same bytes for everybody."""
        return render_template("intake/shell.html", app=self.name, title=self.title, shared=_shared_modules())

    def manifest(self) -> str:
        """What a device needs to know to install it."""
        return json.dumps({
            "id": self.path, "name": self.title, "short_name": self.short, "start_url": self.path, "scope": self.path,
            "display": "standalone", "lang": "zh-CN", "background_color": "#ffffff", "theme_color": "#b3261e",
            "icons": [{"src": "/assets/mark.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        }, ensure_ascii=False)

    def worker(self) -> str:
        """The service worker, told which files make up the app: path → SHA-256. Raises NotFound."""
        files = {self.path: self.page(), f"{self.path}/manifest.webmanifest": self.manifest()}
        digests = {path: sha256(text.encode()).hexdigest() for path, text in files.items()}
        digests |= {path: sha256(file.read_bytes()).hexdigest() for path, file in self._styles().items()}
        try:
            built = self._programs()
            program = (BUILT / "worker.js").read_text("utf-8")
        except FileNotFoundError as missing:
            raise NotFound(NOT_BUILT) from missing
        return f"self.MINYI = {json.dumps({'scope': self.path, 'files': digests | built}, sort_keys=True)};\n{program}"

    def _programs(self) -> dict[str, str]:
        """What the build has made for this app: path → SHA-256. Raises FileNotFoundError where nothing was built."""
        others = {name for name in APPS if name != self.name}
        return {path: digest for path, digest in _built_files().items() if Path(path).stem not in others}

    def _styles(self) -> dict[str, Path]:
        return {f"/assets/{name}": ASSETS / name for name in ("tokens.css", "base.css", "mark.svg")} | {
            f"/static/{self.name}.css": INTAKE / "static" / f"{self.name}.css"}


def _built_files() -> dict[str, str]:
    """What the build has made for the apps: path → SHA-256. Raises FileNotFoundError where nothing was built."""
    found: dict[str, str] = json.loads((BUILT / "precache.json").read_text("utf-8"))
    return found


def _shared_modules() -> list[str]:
    """The modules that the apps' own one asks for: named in the page, they come with it and not after it."""
    try:
        return [path for path in _built_files() if Path(path).stem not in APPS]
    except FileNotFoundError:
        return []


def open_shell(pages: Blueprint, shell: Shell) -> None:
    """Serve a shell: its page, its worker, its manifest."""
    def show_page() -> Response:
        return _cached(shell.page(), "text/html; charset=utf-8")

    def show_worker() -> Response:
        answer = _cached(shell.worker(), "text/javascript; charset=utf-8")
        answer.headers["Service-Worker-Allowed"] = shell.path
        return answer

    def show_manifest() -> Response:
        return _cached(shell.manifest(), "application/manifest+json")

    for path, view in (("", show_page), ("/sw.js", show_worker), ("/manifest.webmanifest", show_manifest)):
        pages.add_url_rule(f"{shell.path}{path}", view.__name__, open_door(ANYONE)(view))


def _cached(text: str, kind: str) -> Response:
    """An answer that a browser may keep, and asks after by its digest."""
    answer = current_app.response_class(text, content_type=kind)
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
