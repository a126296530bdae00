"""The words of a draft law: an uploaded .docx, .pdf, .txt or .md, or pasted text, become plain lines.

One paragraph is one line wherever the file knows its paragraphs (Word, text). A PDF knows only lines, so there the
first line of a paragraph begins with the indentation that the page shows, as full-width spaces.
"""
from services.review.documents.reading import read_document, read_pasted
from services.review.documents.refusal import MOST_BYTES, MOST_CHARACTERS, DocumentRefused

__all__ = ["MOST_BYTES", "MOST_CHARACTERS", "DocumentRefused", "read_document", "read_pasted"]
