"""The XForm of a consultation: the web form's questions for programs that fill in forms without a network."""
import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from io import StringIO
from typing import Any

ARTICLES = "articles.csv"
CHOSEN = ("article", "annex")
LANGUAGES = ("中文 (zh)", "English (en)")
SHORT = 24
STANCES = (("support", "赞成", "Support"), ("oppose", "反对", "Oppose"), ("amend", "建议修改", "Suggest a change"),
           ("comment", "其他想法", "Another thought"))
_KINDS = {"art": "Article", "annex": "Annex"}


@dataclass(frozen=True)
class File:
    """Some bytes that a client downloads, and the MD5 it compares them by."""

    name: str
    body: bytes

    @property
    def hash(self) -> str:
        """As OpenRosa writes it."""
        return f"md5:{md5(self.body, usedforsecurity=False).hexdigest()}"


@dataclass(frozen=True, kw_only=True)
class Form:
    """One version of a form: its XForm, and the file of articles that it shows (none where the draft has no text)."""

    id: str
    version: str
    title: str
    xform: File
    media: tuple[File, ...]


def make_form(form_id: str, version: str, title: str, provisions: Sequence[Mapping[str, Any]]) -> Form:
    """Make the form of one version of a draft: the same bytes for the same draft, wherever and whenever."""
    from pyxform.xls2xform import convert  # a third of a second that only those pay who ask for a form

    chosen = [each for each in provisions if each["kind"] in CHOSEN]
    media = (File(ARTICLES, _articles(chosen)),) if any(each["text"] for each in chosen) else ()
    survey = [*_start(), *_provision(chosen, bool(media)), *_opinion(), *_rest()]
    workbook: Any = {"survey": survey, "choices": _choices(chosen), "settings": [{
        "form_title": _plain(title), "form_id": form_id, "version": version, "default_language": LANGUAGES[0],
        "name": "data"}]}
    xform = convert(xlsform=workbook, validate=False).xform.encode()
    return Form(id=form_id, version=version, title=title, xform=File("form.xml", xform), media=media)


def _start() -> list[dict[str, str]]:
    return [{"type": "start", "name": "timeStart"}, {"type": "end", "name": "timeEnd"}]


def _provision(chosen: Sequence[Any], shows_text: bool) -> list[dict[str, str]]:
    """Which article, found by typing; its words are shown, from the file that came with the form."""
    if not chosen:
        return []
    asked = _asked("select_one provisions", "provision", "针对哪一条？（不选就是针对整部草案）",
                   "Which article? (none: the whole draft)", appearance="minimal autocomplete")
    shown = [{"type": "calculate", "name": "article", "calculation":
              f"pulldata('{ARTICLES.removesuffix('.csv')}', 'text', 'eid', ${{provision}})"},
             _asked("note", "article_text", "${article}", "${article}", relevant="${article} != ''")]
    return [asked, *(shown if shows_text else [])]


def _opinion() -> list[dict[str, str]]:
    return [
        _asked("select_one stances", "stance", "您的态度", "What you think"),
        _asked("text", "text", "您的意见", "Your opinion", appearance="multiline", required="${recording} = ''",
               **_at_most(5000)),
        _asked("text", "proposed_text", "建议改成怎样的文字？", "Your wording", appearance="multiline",
               relevant="${stance} = 'amend'", **_at_most(5000)),
        _asked("text", "reason", "理由", "Your reason", appearance="multiline", **_at_most(2000)),
    ]


def _rest() -> list[dict[str, str]]:
    return [
        _asked("audio", "recording", "录音（可以只说不写）", "A recording (speaking is enough)",
               parameters="quality=normal"),
        _asked("image", "photo", "照片", "A photograph", parameters="max-pixels=2048"),
        _asked("text", "contact", "手机号或电子邮箱（只用来答复您，收到后立即密封；可以不填）",
               "Phone or e-mail (only to answer you, sealed at once; may be left empty)",
               constraint="string-length(.) <= 200", **_words("constraint_message", "太长。", "Too long.")),
    ]


def _asked(kind: str, name: str, zh: str, en: str, **other: str) -> dict[str, str]:
    return {"type": kind, "name": name, **_words("label", zh, en), **other}


def _words(column: str, zh: str, en: str) -> dict[str, str]:
    return {f"{column}::{LANGUAGES[0]}": zh, f"{column}::{LANGUAGES[1]}": en}


def _at_most(most: int) -> dict[str, str]:
    return {"constraint": f"string-length(.) <= {most}"} | _words(
        "constraint_message", f"最多 {most} 个字。", f"At most {most} characters.")


def _choices(chosen: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    articles = [{"list_name": "provisions", "name": each["eid"], **_words("label", *_labels(each))} for each in chosen]
    return articles + [{"list_name": "stances", "name": name, **_words("label", zh, en)} for name, zh, en in STANCES]


def _labels(provision: Mapping[str, Any]) -> tuple[str, str]:
    """第十二条 and Article 12, each with the article's caption or its first words, so that it is known when seen."""
    caption = provision["caption"] or " ".join(provision["text"].split())
    shown = f" {caption[:SHORT]}{'…' if len(caption) > SHORT else ''}" if caption else ""
    kind, _, number = provision["eid"].partition("_")
    english = f"{_KINDS.get(kind, kind)} {number.replace('_', '-')}"
    return _plain(f"{provision['label']}{shown}"), _plain(f"{english}{shown}")


def _plain(words: str) -> str:
    """Words that pyxform takes as words: ${…} would be a reference to a question."""
    return re.sub(r"\$(?=\{)", "＄", words)


def _articles(chosen: Sequence[Mapping[str, Any]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("eid", "text"))
    writer.writerows((each["eid"], each["text"]) for each in chosen)
    return text.getvalue().encode()
