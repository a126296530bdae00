"""What the pages' forms hold before they become what the operations take."""
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.intake.pages.outline import Article, Sentence, find_sentence
from services.intake.schemas.opinions import OpinionSchema
from shared.contracts.opinions import SUBMITTERS
from shared.refusals import Invalid
from shared.schemas import Strict, Words
from shared.web.bodies import load_values

DIGITS = 12
ANSWER = "answer-"
CONTACT = ("contact_channel", "contact_name", "contact_email")
TAKEN_OVER = ("id", "written_at", "provision", "stance", "text", "proposed_text", "reason", "withdraw_hash",
              "sealed_contact", "contact_key")


class SpeechSchema(Strict):
    """Who speaks; the opinion's own fields are checked as every opinion's are."""

    draft_version = fields.Integer(required=True, validate=validate.Range(1, 10_000))
    submitter = fields.String(load_default="person", validate=validate.OneOf(SUBMITTERS))
    public_name = Words(load_default=None, most=100)


class ContactSchema(Strict):
    """A contact that came in the clear, because the browser runs no script: sealed at once and never kept."""

    contact_channel = fields.String(load_default="", validate=validate.OneOf(("", "email")))
    contact_name = Words(load_default=None, most=50)
    contact_email = fields.Email(load_default=None, validate=validate.Length(max=200), error_messages={
        "invalid": "邮箱地址不完整，应像 name@example.org。"})

    @validates_schema
    def ask_address(self, data: dict[str, Any], **_: Any) -> None:
        """Who wants an e-mail names an address."""
        if data["contact_channel"] == "email" and not data["contact_email"]:
            raise ValidationError("请填写邮箱地址，或者选“不用，我自己用回执号查”。", "contact_email")


def opinion_of(form: Mapping[str, str], consultation_id: str, language: str,
               quoted: Sentence | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make of a posted form the body a program would send, and that body checked. Raises Invalid."""
    given = {name: value for name, value in form.items() if value.strip()}
    speech = part_of(SpeechSchema(), given)
    raw: dict[str, Any] = {name: given[name].strip().replace("\r\n", "\n") for name in TAKEN_OVER if name in given}
    raw |= {"consultation_id": consultation_id, "draft_version": speech["draft_version"], "language": language,
            "submitter": {"kind": speech["submitter"], "public_name": speech["public_name"]}}
    raw |= {"answers": answers} if (answers := answers_of(form)) else {}
    if quoted is not None:
        raw |= {"provision": quoted.eid, "anchor": {"quote": quoted.text, "start": quoted.start}}
    if raw.get("stance") != "amend":
        raw.pop("proposed_text", None)
    return load_values(OpinionSchema(), raw), raw


def answers_of(form: Mapping[str, str]) -> dict[str, str]:
    """The answers to focus questions that a form brings, by question; what was left open is none."""
    return {name.removeprefix(ANSWER): value.strip().replace("\r\n", "\n") for name, value in form.items()
            if name.startswith(ANSWER) and value.strip()}


def quoted_in(form: Mapping[str, str], article: Article | None) -> Sentence | None:
    """The words of its article that a form quotes. Raises Invalid where they are not there."""
    place = form.get("sentence", "")
    found = find_sentence(article, place) if article and place else None
    if place and found is None:
        sentence = "引用的句子不在这一条里，请重新选一句，或者选“不针对某一句”。"
        raise Invalid(sentence, {"sentence": [sentence]})
    return found


def contact_of(form: Mapping[str, str]) -> dict[str, str | None] | None:
    """The contact a form brings in the clear; None if it brings none or was sealed already. Raises Invalid."""
    given = part_of(ContactSchema(), {name: form[name] for name in CONTACT if form.get(name, "").strip()})
    if not given["contact_channel"]:
        return None
    return {"channel": "email", "email": given["contact_email"], "name": given["contact_name"]}


def part_of(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """Load the fields that *schema* knows and leave the others. Raises Invalid with each field named."""
    return load_values(schema, {name: value for name, value in given.items() if name in schema.fields})


def numbers_of(form: Mapping[str, str], *names: str) -> dict[str, Any]:
    """A posted form whose *names* are whole numbers: JSON knows numbers, forms know only text."""
    given: dict[str, Any] = {name: value.strip() for name, value in form.items() if value.strip()}
    given.pop("csrf_token", None)
    return given | {
        name: int(given[name]) for name in names if given.get(name, "").isdecimal() and len(given[name]) < DIGITS}
