"""Letters leave here: over SMTP, or into a folder of .eml files where no server is configured."""
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

Mailer = Callable[[EmailMessage], None]
TIMEOUT_SECONDS = 20


def open_mailer(smtp_url: str, folder: Path) -> Mailer:
    """Make a mailer. smtp://user:password@host:587?starttls=1, smtps://…, or "" for the folder.

    A mailer raises OSError or smtplib.SMTPException when the letter was not taken over. Every message must carry a
    Message-ID that is the same each time it is tried, so that a repeat can be recognised.
    """
    return (lambda message: _send(smtp_url, message)) if smtp_url else (lambda message: _file(folder, message))


def _send(url: str, message: EmailMessage) -> None:
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
    secure = ssl.create_default_context()
    host, port = parts.hostname or "localhost", parts.port or (465 if parts.scheme == "smtps" else 25)
    server = (smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=secure) if parts.scheme == "smtps"
              else smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS))
    with server:
        if query.get("starttls") == ["1"]:
            server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _file(folder: Path, message: EmailMessage) -> None:
    """Write the letter whole or not at all; the name comes from its Message-ID, so a repeat is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = sha256(str(message["Message-ID"]).encode()).hexdigest()[:24]
    draft = folder / f".{name}.new"
    draft.write_bytes(message.as_bytes(policy=SMTP))
    draft.rename(folder / f"{name}.eml")
