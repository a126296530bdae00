"""Which way those behind a suggestion lean, and when two suggestions want the opposite of one provision."""
from collections.abc import Mapping

FOR, AGAINST = "support", "oppose"


def lean(stances: Mapping[str, int]) -> str:
    """For, against, or "" where those who say either are as many, or nobody says so."""
    more = stances.get(FOR, 0) - stances.get(AGAINST, 0)
    return FOR if more > 0 else AGAINST if more < 0 else ""


def contradict(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether the people behind one lean for a provision and those behind the other against it."""
    return {lean(one), lean(other)} == {FOR, AGAINST}
