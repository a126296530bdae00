"""The colours that stand on each other can be read."""
import re

import pytest

from shared.web.app import HERE

LEAST = 4.5  # WCAG 2.2, 1.4.3
SHEET = (HERE / "static" / "tokens.css").read_text().lower()
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", SHEET))
[CONTRAST] = re.findall(r"root\.contrast {(.*?)}", SHEET, re.DOTALL)
HIGH = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CONTRAST))
PLAIN, SIGNALS = ("ink", "muted", "blue"), ("red", "green", "amber", "blue")
PAIRS = [*((ink, under) for ink in PLAIN for under in ("paper", "tint")), *((ink, "paper") for ink in SIGNALS),
         *((ink, f"{ink}-tint") for ink in SIGNALS), ("ink", "amber-tint"), ("paper", "red"), ("paper", "red-dark")]


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1."""
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "under"), PAIRS)
def test_words_stand_out_from_what_is_under_them(ink: str, under: str) -> None:
    dark, light = sorted((luminance(TOKENS[ink]), luminance(TOKENS[under])))
    assert (light + 0.05) / (dark + 0.05) >= LEAST


@pytest.mark.parametrize(("ink", "under"), PAIRS)
def test_in_high_contrast_they_stand_out_far_more(ink: str, under: str) -> None:
    dark, light = sorted((luminance(HIGH[ink]), luminance(HIGH[under])))
    assert (light + 0.05) / (dark + 0.05) >= 7
