"""Traditional characters that opinions use, and their simplified forms: the usual ones, one to one."""

_TRADITIONAL = "應當條業機關會規處辦務責設單電環護產價"
_SIMPLIFIED = "应当条业机关会规处办务责设单电环护产价"
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """A text with its Traditional characters in simplified form."""
    return text.translate(_TABLE)
