"""The pieces of a text by which it is compared, in any script: characters and pairs of them where words are not parted
by spaces (ideographs, kana, hangul), words and their beginnings elsewhere, numbers.

Each piece is a whole number, so that many texts are taken to pieces at once: below 2^21 a character, below 2^50 a pair,
above it a word by its checksum.
"""
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.review.domain.grouping.variants import simplified

Codes = NDArray[np.int64]
PAIR, WORD, STEM, NUMBER = 1 << 21, 1 << 50, 1 << 51, 1 << 52
MOST_CHARACTERS = 600  # what a longer text is about has been said by then, and comparing stays quick
STEM_LENGTH = 5  # words with one beginning are mostly forms of one word: govern, government, governing
_WORDS = re.compile(r"[^\W\d_\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]+|\d+(?:[.,]\d+)*")
FUNCTION = ("的了是在我你他她它们这那有和也不就都而及与着或一个为以对于其之等把被让给从到要会能可应该还很更最但如因所者"
            "吧呢吗啊上下中当须请")
FUNCTION_WORDS = (
    "a about all also am an and any are as at be because been being but by can could did do does for from had has have "
    "he her his how i if in into is it its just me more most must my need no not of on only or other our out should so "
    "some such than that the their them then there these they this those to up very was we were what when which who "
    "will with would you your")
_KANA, _COMMON, _COMMON_WORD, _FIGURE = 0.6, 0.7, 0.3, 0.3


def _code_points(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)


def _simple() -> Codes:
    """The simplified form of every character, itself for most."""
    table, ideographs = np.arange(PAIR), range(0x3400, 0xa000)
    table[ideographs.start:ideographs.stop] = _code_points(simplified("".join(map(chr, ideographs))))
    return table


def _shares() -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """For every character: whether it is compared one by one, and how much it says by itself."""
    alone, weight = np.zeros(PAIR, dtype=bool), np.ones(PAIR, dtype=np.float32)
    for first, last in ((0x1100, 0x11ff), (0x3041, 0x30fa), (0x30fc, 0x318e), (0x31f0, 0x31ff), (0x3400, 0x9fff),
                        (0xac00, 0xd7a3), (0xf900, 0xfaff), (0x20000, 0x3ffff), (0x3005, 0x3007)):
        alone[first:last + 1] = True
    weight[0x3041:0x30a0] = _KANA
    weight[[ord(each) for each in FUNCTION]] = _COMMON
    return alone, weight


_ALONE, _WEIGHT = _shares()
_SIMPLE = _simple()
_COMMON_CODES = np.array([code | crc32(word.encode()) for word in FUNCTION_WORDS.split() for code in (WORD, STEM)])


def pieces(texts: Sequence[str]) -> tuple[Codes, Codes]:
    """All pieces of all texts: the number of its text beside each piece."""
    plain = [unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).lower() + "\n" for text in texts]
    characters = _SIMPLE[_code_points("".join(plain))]
    owners = np.repeat(np.arange(len(plain)), [len(text) for text in plain])
    single = _ALONE[characters]
    double = single[:-1] & single[1:]
    words, of = _words(plain)
    return (np.concatenate((owners[single], owners[:-1][double], of)),
            np.concatenate((characters[single], (characters[:-1] * PAIR + characters[1:])[double], words)))


def _words(plain: Iterable[str]) -> tuple[Codes, Codes]:
    found = [_codes_of(text) for text in plain]
    ends = list(accumulate(len(each) for each in found))
    codes = np.array([code for each in found for code in each], dtype=np.int64)
    return codes, np.searchsorted(np.array(ends), np.arange(len(codes)), side="right")


def _codes_of(text: str) -> list[int]:
    return [code for word in _WORDS.findall(text) for code in _codes_of_word(word)]


def _codes_of_word(word: str) -> tuple[int, ...]:
    if word[0].isdecimal():
        return (NUMBER | crc32(word.encode()),)
    return (WORD | crc32(word.encode()), STEM | crc32(word[:STEM_LENGTH].encode()))


def weights(codes: Codes, short: float) -> NDArray[np.float32]:
    """How much each piece says by its kind: a single character and a beginning *short* times as much as a pair and a
    whole word, what carries grammar less than what names."""
    single, paired = codes < PAIR, (codes >= PAIR) & (codes < WORD)
    weight = np.ones(len(codes), dtype=np.float32)
    weight[single] = short * _WEIGHT[codes[single]]
    weight[paired] = np.sqrt(_WEIGHT[codes[paired] // PAIR] * _WEIGHT[codes[paired] % PAIR])
    weight[(codes >= STEM) & (codes < NUMBER)] = short
    weight[np.isin(codes, _COMMON_CODES)] *= _COMMON_WORD
    weight[codes >= NUMBER] = _FIGURE
    return weight
