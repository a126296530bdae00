"""A statute laid out as an office prints it, in a PDF with page numbers and a running title, is the same statute."""
from html import escape
from random import Random

import pytest
from weasyprint import HTML

from services.review.documents import read_document
from services.review.domain.statute import parse
from tests.review.printing import HEADINGS, Paper, paper_of
from tests.review.statutes import a_statute
from tests.review.test_statute_layouts import NOTE, TITLE, shape

STYLE = f"""<style>@page {{ size: A4; margin: 37mm 26mm 35mm 28mm; @top-center {{ content: '{TITLE}' }}
  @bottom-center {{ content: '— ' counter(page) ' —' }} }}
body {{ font: 16pt/28pt 'Noto Serif CJK SC' }} h1 {{ text-align: center; font-size: 22pt }}
p {{ margin: 0; text-indent: 2em; text-align: justify }} p.middle {{ text-indent: 0; text-align: center }}</style>"""


def paragraphs(paper: Paper) -> str:
    """The paper as HTML."""
    said = [f"<h1>{paper.title}</h1><p class=middle>{paper.note}</p>"]
    for kind, label, words in paper.blocks:
        glue = "　" if kind in (*HEADINGS, "article") else ""
        style = " class=middle" if kind in HEADINGS else ""
        said += [f"<p{style}>{escape(line)}</p>" for line in f"{label}{glue}{words}".split("\n")]
    return "".join(said)


@pytest.mark.parametrize("seed", range(4))
def test_a_pdf_gives_the_tree_it_was_laid_out_from(seed: int) -> None:
    tree = a_statute(Random(seed), 10 + 8 * seed)
    data = HTML(string=STYLE + paragraphs(paper_of(TITLE, NOTE, tree))).write_pdf()
    statute = parse(read_document("draft.pdf", data))
    assert shape(statute.provisions) == shape(tree)
    assert (statute.title, statute.warnings) == (TITLE, ())
