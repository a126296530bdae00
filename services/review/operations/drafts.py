"""A draft law, from the file that was uploaded to its parsed structure."""
from dataclasses import asdict
from typing import Any

from services.review.documents import read_document
from services.review.domain.statute import parse
from shared.refusals import Invalid


def read_draft(name: str, content: bytes) -> dict[str, Any]:
    """Read and parse an uploaded draft; a file that cannot be read is refused in a sentence."""
    if not name or not content:
        raise Invalid("没有收到草案文件，什么都没有保存。", {"file": ["请选择草案文件（.docx、.pdf、.txt 或 .md）。"]})
    text = read_document(name, content)
    statute = parse(text)
    return {"title": statute.title, "text": text, "provisions": [asdict(each) for each in statute.provisions],
            "warnings": list(statute.warnings)}
