"""The colours that stand on each other can be read, in every theme."""
import re

import pytest

from shared.web.app import HERE

LEAST = 4.5  # WCAG 2.2, 1.4.3
TOKENS = (HERE / "static" / "tokens.css").read_text().lower()
PLAIN, SIGNALS = ("ink", "muted", "blue"), ("red", "green", "amber", "blue")
PAIRS = [*((ink, under) for ink in PLAIN for under in ("paper", "tint")), *((ink, "paper") for ink in SIGNALS),
         *((ink, f"{ink}-tint") for ink in SIGNALS), ("ink", "amber-tint"), ("paper", "red"), ("paper", "red-dark")]
THEMES = (":root", "@media (prefers-contrast: more)", ":root.contrast")


def colours(theme: str) -> dict[str, str]:
    """The colours of a theme: its own, else those of the plain one."""
    found: dict[str, str] = {}
    for each in (":root", theme):
        block = TOKENS.split(f"\n{each} {{", 1)[1].split("\n}" if each == ":root" else "}", 1)[0]
        found |= {name: digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
                  for name, digits in re.findall(r"--([a-z-]+): #([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])", block)}
    return found


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1."""
    parts = [int(colour[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "under"), PAIRS)
def test_words_stand_out_from_what_is_under_them(ink: str, under: str, theme: str) -> None:
    known = colours(theme)
    dark, light = sorted((luminance(known[ink]), luminance(known[under])))
    assert (light + 0.05) / (dark + 0.05) >= LEAST


@pytest.mark.parametrize(("ink", "under"), PAIRS)
def test_in_high_contrast_they_stand_out_far_more(ink: str, under: str) -> None:
    known = colours(":root.contrast")
    dark, light = sorted((luminance(known[ink]), luminance(known[under])))
    assert (light + 0.05) / (dark + 0.05) >= 7
