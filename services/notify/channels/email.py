"""Handing one letter to the mail server, and understanding its refusal."""
import smtplib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from services.notify.channels.letter import Words
from shared.mail import Mailer


class MailFailed(Exception):
    """A letter was not taken over. ``code`` says why without a word of the server's (it may quote the address).

    ``lasting``: trying again is of no use. ``away``: the server itself is, for every letter.
    """

    def __init__(self, code: str, lasting: bool = False, away: bool = False) -> None:
        super().__init__(code)
        self.code, self.lasting, self.away = code, lasting, away


def make_message(letter_id: str, sender: str, address: str, words: Words, now: datetime) -> EmailMessage:
    """Make the message; its Message-ID follows from the letter, so that a repeat can be recognised."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, address, " ".join(words.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter_id}@{parseaddr(sender)[1].rpartition('@')[2] or 'minyi'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.text, cte="base64")
    return message


def hand_over(mailer: Mailer, message: EmailMessage) -> None:
    """Give a message to the mailer, or raise MailFailed."""
    try:
        mailer(message)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise _judge(max(codes, default=450)) from None
    except smtplib.SMTPDataError as error:
        raise _judge(error.smtp_code) from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError) as error:
        # The fault is ours (settings), not the recipient's: wait until somebody has mended it.
        raise MailFailed(f"{type(error).__name__} {error.smtp_code}", away=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise MailFailed(type(error).__name__, away=True) from None


def _judge(code: int) -> MailFailed:
    return MailFailed(f"SMTP {code}", lasting=code >= 500)
