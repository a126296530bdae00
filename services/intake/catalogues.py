"""The kiosk's words in each language, and where a language has no voice of a machine, spoken by a person.

``translations/<locale>/kiosk.json`` maps a key to words; ``translations/<locale>/audio/<key>.opus`` says the same
aloud. A language may lack any of them: then Chinese stands in.
"""
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.refusals import NotFound
from shared.web.languages import Language

_KEY = re.compile(r"[a-z0-9_.-]{1,60}")


def read_catalogue(folders: Sequence[Path], language: Language) -> dict[str, Any]:
    """A language as kiosks are given it: code, tag, name, words by key, the keys that are spoken."""
    words: dict[str, str] = {}
    for folder in reversed(folders):  # an installation's own words stand over those that came with the product
        words |= _read(folder / language.locale / "kiosk.json")
    spoken = {each.stem for folder in folders for each in (folder / language.locale / "audio").glob("*.opus")}
    return {"code": language.code, "tag": language.tag, "name": language.name, "words": words, "audio": sorted(spoken)}


def find_audio(folders: Sequence[Path], language: Language | None, key: str) -> Path:
    """The file that says *key* aloud, or NotFound."""
    found = [folder / language.locale / "audio" / f"{key}.opus" for folder in folders] if language else []
    path = next((each for each in found if _KEY.fullmatch(key) and each.is_file()), None)
    if path is None:
        raise NotFound("没有这段语音。")
    return path


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(key): str(words) for key, words in found.items()}
