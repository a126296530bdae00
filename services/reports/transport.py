"""How a package reaches the legislature: by e-mail, or into a folder. Either may be repeated without harm."""
import os
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from services.reports.settings import ReportsSettings
from shared.mail import open_mailer

Transport = Callable[[Mapping[str, Any], bytes], None]


def open_transport(settings: ReportsSettings) -> Transport:
    """Make the transport that the settings name. It raises OSError or smtplib.SMTPException when it was not taken."""
    if not settings.by_mail:
        return lambda submission, package: drop_package(settings.outbox, submission, package)
    mail = open_mailer(settings.smtp_url, settings.data / "mail")
    return lambda submission, package: mail(letter_of(submission, package, settings))


def name_of(submission: Mapping[str, Any]) -> str:
    """The package's file name: the number and the beginning of the digest, never a citizen's words."""
    return f"{submission['number']}-{submission['digest'][:16]}.zip"


def drop_package(folder: Path, submission: Mapping[str, Any], package: bytes) -> None:
    """Write the package whole or not at all; a repeat writes the same bytes under the same name."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{submission['digest'][:16]}.new"
    with draft.open("wb") as file:
        file.write(package)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / name_of(submission))


def letter_of(submission: Mapping[str, Any], package: bytes, settings: ReportsSettings) -> EmailMessage:
    """The letter with the package; its Message-ID is the same at every attempt."""
    letter = EmailMessage()
    letter["From"], letter["To"] = settings.mail_sender, settings.legislature
    letter["Subject"] = f"{submission['number']} 征求意见情况的报告"
    letter["Message-ID"] = f"<{submission['id']}.{submission['digest'][:16]}@minyi>"
    letter.set_content(f"报送 {submission['number']}，内容摘要（SHA-256）：\n{submission['digest']}\n\n"
                       "收到后请回复以上摘要作为回执。采纳情况请填在附件的 table.xlsx 里发回。\n")
    letter.add_attachment(package, maintype="application", subtype="zip", filename=name_of(submission))
    return letter
