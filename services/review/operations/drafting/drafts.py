"""A draft law, from what was uploaded or pasted to its parsed structure."""
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from services.review.documents import read_document, read_pasted
from services.review.domain.questions import rekey_notes, rekey_questions
from services.review.domain.statute import Mark, Provision, Remark, StatuteRefused, build, check, parse
from services.review.models import Draft
from services.review.queries.drafting.corrections import rows_of
from shared.refusals import Invalid


def read_draft(name: str, content: bytes, pasted: str = "") -> dict[str, Any]:
    """Read and parse a draft, uploaded or pasted; what cannot be read is refused in a sentence."""
    if pasted.strip() and content:
        raise Invalid("草案没有导入。", {"text": ["文件和粘贴的文字只能交一样：请清空其中一处。"]})
    if not pasted.strip() and (not name or not content):
        raise Invalid("没有收到草案，什么都没有保存。",
                      {"file": ["请选择草案文件（.docx、.pdf、.txt 或 .md），或者粘贴草案全文。"]})
    text = read_pasted(pasted) if pasted.strip() else read_document(name, content)
    try:
        statute = parse(text)
    except StatuteRefused as refused:
        raise Invalid(refused.sentence, {"text" if pasted.strip() else "file": refused.errors["file"]}) from None
    return {"title": statute.title, "text": text, **_kept(statute.provisions, statute.remarks, statute.marks)}


def _kept(provisions: Sequence[Provision], remarks: Sequence[Remark], marks: Sequence[Mark]) -> dict[str, Any]:
    """What is kept of a text that was cut."""
    return {"provisions": [asdict(each) for each in provisions], "warnings": [each.sentence for each in remarks],
            "marks": rows_of(marks)}


def carry_asking(before: Draft, after: Draft, moved: Mapping[str, str | None]) -> dict[str, str]:
    """Take plain words and focus questions along; *moved* says where an article is now, None: nowhere for sure. The
    notes that could not be taken along are returned."""
    kept = rekey_notes(before.notes, moved)
    lost = {eid: words for eid, words in before.notes.items() if moved.get(eid, eid) is None}
    after.questions, after.notes = rekey_questions(before.questions, moved), kept
    return lost


def cut_draft(draft: Draft, marks: Sequence[Mark]) -> None:
    """Cut a draft at other marks."""
    for name, value in _kept(build(draft.text, marks), check(draft.text, marks), marks).items():
        setattr(draft, name, value)
