"""HTML becomes PDF. Nothing is fetched: every word comes from the content, the fonts from the system."""
from collections.abc import Mapping
from typing import NoReturn

from weasyprint import HTML
from weasyprint.urls import URLFetcher


class FetchRefused(Exception):
    """Something in the content asked for a resource; there are none."""


class _Refuser(URLFetcher):
    """Refuses http, file and all else, but for pictures that stand in the page itself (QR codes)."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> NoReturn:
        """Refuse."""
        raise FetchRefused("a slip has no outside resources")


def print_html(html: str) -> bytes:
    """Make a PDF of *html*."""
    pdf: bytes = HTML(string=html, base_url=None, url_fetcher=_Refuser()).write_pdf()
    return pdf
