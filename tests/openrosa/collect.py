"""Collect's rules as a client: what it asks, what it believes, when it calls a form sent. Strict where Collect is."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import md5
from typing import Any
from uuid import uuid4

import requests
from lxml import etree

LIST, MANIFEST, RESPONSE = (f"http://openrosa.org/{each}" for each in (
    "xforms/xformsList", "xforms/xformsManifest", "http/response"))
VERSION, MOST = "X-OpenRosa-Version", "X-OpenRosa-Accept-Content-Length"
DEFAULT_MOST, MOST_FILES, SECONDS = 10_000_000, 100, 60
PART, INCOMPLETE = "xml_submission_file", "*isIncomplete*"
Attached = tuple[str, bytes, str]


class NotBelieved(Exception):
    """Collect would give up here, with this explanation."""


class PasswordAsked(NotBelieved):
    """Collect would show its dialog for a name and a password."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A form of the list."""

    form_id: str
    name: str
    version: str | None
    hash: str | None
    download_url: str
    manifest_url: str | None


@dataclass(frozen=True)
class Media:
    """A file of a manifest."""

    name: str
    hash: str
    download_url: str


@dataclass(frozen=True)
class Sent:
    """What one POST brought: whether Collect counts it as sent, and what it shows."""

    status: int
    message: str
    headers: Any

    @property
    def is_sent(self) -> bool:
        """Only 201 and 202 flip a form to sent."""
        return self.status in (201, 202)


@dataclass
class Collect:
    """One phone. ``url`` is what was typed or scanned; everything else comes from the server's answers."""

    url: str
    device: str = "collect:emulated"
    language: str = "zh"
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, url: str, **rest: Any) -> requests.Response:
        """Ask with Collect's headers; its Date has a 12-hour clock."""
        headers = {VERSION: "1.0", "Date": datetime.now(UTC).strftime("%a, %d %b %Y %I:%M:%S GMT"),
                   "Accept-Language": self.language, "Accept-Encoding": "gzip"} | rest.pop("headers", {})
        query = {"deviceID": self.device} | rest.pop("params", {})
        return self.session.request(method, url, headers=headers, params=query, timeout=SECONDS,
                                    allow_redirects=False, **rest)

    def fetch(self, url: str, query: Mapping[str, str] | None = None, is_xml: bool = True) -> requests.Response:
        """GET as Collect does: 200, and text/xml where XML is wanted."""
        answer = self.ask("GET", url, params=query or {})
        if answer.status_code == 401:
            raise PasswordAsked(url)
        if answer.status_code != 200:
            raise NotBelieved(f"GET answered {answer.status_code}")
        if is_xml and "text/xml" not in answer.headers.get("Content-Type", ""):
            raise NotBelieved("no text/xml: a network proxy is blamed")
        return answer

    def list_forms(self, **query: str) -> list[Listed]:
        """The formList; one form without its essentials spoils the whole of it."""
        answer = self.fetch(f"{self.url}/formList", query)
        _check_speaks(answer)
        return read_list(answer.content)

    def list_media(self, form: Listed) -> list[Media]:
        """The manifest of a form, if it names one."""
        if form.manifest_url is None:
            return []
        answer = self.fetch(form.manifest_url)
        _check_speaks(answer)
        return read_manifest(answer.content)

    def download(self, form: Listed) -> bytes:
        """A form's XML; the hash of the list must fit what comes, or it is downloaded for ever."""
        body = self.fetch(form.download_url, is_xml=False).content
        if form.hash is not None and form.hash != f"md5:{digest(body)}":
            raise NotBelieved("the form's bytes have another MD5 than the list says")
        return body

    def look_in(self) -> int:
        """HEAD before a POST; gives how much may be sent at once. What is no 204 does not stop Collect, but 401 and
        other successes do."""
        answer = self.ask("HEAD", f"{self.url}/submission")
        if answer.status_code == 401:
            raise PasswordAsked("HEAD")
        if answer.status_code != 204 and answer.status_code // 100 == 2:
            raise NotBelieved(f"HEAD answered {answer.status_code}: no OpenRosa server")
        return int(answer.headers.get(MOST) or DEFAULT_MOST)

    def send(self, xml: bytes, files: Sequence[Attached] = ()) -> Sent:
        """Send a finished form, in as many POSTs as its files need; the last answer counts, a failure ends it."""
        most = self.look_in()
        parts = list(split(files, most - len(xml)))
        sent = Sent(0, "", {})
        for number, part in enumerate(parts, 1):
            sent = self.post(xml, part, is_incomplete=number < len(parts))
            if not sent.is_sent:
                break
        return sent

    def post(self, xml: bytes, files: Sequence[Attached] = (), is_incomplete: bool = False,
             chunked: bool = False, **rest: Any) -> Sent:
        """One POST."""
        body, kind = multipart(xml, files, is_incomplete, rest.pop("xml_type", "text/xml"))
        data: Any = (body[at:at + 1000] for at in range(0, len(body), 1000)) if chunked else body
        headers = {"Content-Type": kind} | rest.pop("headers", {})
        answer = self.ask("POST", f"{self.url}/submission", data=data, headers=headers, **rest)
        return judge(answer)


def judge(answer: requests.Response) -> Sent:
    """What Collect makes of the answer to a POST."""
    if answer.status_code == 401:
        raise PasswordAsked("POST")
    if answer.status_code == 204:
        raise NotBelieved("204 to a POST")
    if answer.status_code == 200:
        raise NotBelieved("200 to a POST: a network's login page")
    return Sent(answer.status_code, read_message(answer.content) or answer.reason, answer.headers)


def read_list(xml: bytes) -> list[Listed]:
    """Parse a formList as Collect does; raises NotBelieved for the whole of it."""
    root = _root(xml, "xforms", LIST)
    return [_listed(item) for item in root if item.tag == f"{{{LIST}}}xform"]


def read_manifest(xml: bytes) -> list[Media]:
    """Parse a manifest as Collect does: all three of a file or nothing at all, the base name alone."""
    found = []
    for item in _root(xml, "manifest", MANIFEST):
        if item.tag != f"{{{MANIFEST}}}mediaFile":
            continue
        name, hash_, url = (_text(item, each, MANIFEST) for each in ("filename", "hash", "downloadUrl"))
        if not (name and hash_ and url):
            raise NotBelieved("a media file lacks filename, hash or downloadUrl")
        found.append(Media(name.rsplit("/", 1)[-1], hash_[4:], url))
    return found


def read_message(body: bytes) -> str:
    """The message of an envelope, or nothing."""
    try:
        root = etree.fromstring(body)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    return (root.findtext(f"{{{RESPONSE}}}message") or "") if root.tag == f"{{{RESPONSE}}}OpenRosaResponse" else ""


def split(files: Sequence[Attached], most: int) -> Iterator[list[Attached]]:
    """Files in POSTs of at most a hundred and at most *most* bytes; one that is larger goes alone."""
    part: list[Attached] = []
    size = 0
    for file in files:
        if part and (len(part) >= MOST_FILES or size + len(file[1]) > most):
            yield part
            part, size = [], 0
        part.append(file)
        size += len(file[1])
    yield part


def multipart(xml: bytes, files: Iterable[Attached] = (), is_incomplete: bool = False,
              xml_type: str = "text/xml") -> tuple[bytes, str]:
    """The body as Collect writes it: names are raw UTF-8, the XML comes first."""
    edge = uuid4().hex
    pieces = [(PART, "form.xml", xml_type, xml), *((name, name, kind, body) for name, body, kind in files)]
    lines = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {kind}\r\n'
             f"Content-Transfer-Encoding: binary\r\n\r\n".encode() + body + b"\r\n"
             for name, file, kind, body in pieces]
    if is_incomplete:
        lines.append(f'--{edge}\r\nContent-Disposition: form-data; name="{INCOMPLETE}"\r\n\r\nyes\r\n'.encode())
    return b"".join(lines) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def digest(body: bytes) -> str:
    """MD5, as forms and files are compared by."""
    return md5(body, usedforsecurity=False).hexdigest()


def _check_speaks(answer: requests.Response) -> None:
    if VERSION not in answer.headers:
        raise NotBelieved(f"no {VERSION}: no OpenRosa server")


def _root(xml: bytes, name: str, namespace: str) -> Any:
    try:
        root = etree.fromstring(xml)
    except etree.XMLSyntaxError as error:
        raise NotBelieved(f"no XML: {error}") from None
    if root.tag != f"{{{namespace}}}{name}":
        raise NotBelieved(f"the root is {root.tag}")
    return root


def _listed(item: Any) -> Listed:
    found = {name: _text(item, name, LIST) for name in (
        "formID", "name", "version", "hash", "downloadUrl", "manifestUrl")}
    if not (found["formID"] and found["name"] and found["downloadUrl"]):
        raise NotBelieved("a form lacks formID, name or downloadUrl: the whole list is dropped")
    hash_ = found["hash"] if (found["hash"] or "").startswith("md5:") else None
    return Listed(form_id=found["formID"], name=found["name"], version=found["version"], hash=hash_,
                  download_url=found["downloadUrl"], manifest_url=found["manifestUrl"])


def _text(item: Any, name: str, namespace: str) -> str | None:
    found: str | None = item.findtext(f"{{{namespace}}}{name}")
    return found.strip() or None if found else None
