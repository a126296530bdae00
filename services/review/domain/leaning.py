"""Which way those behind a suggestion lean, and when two suggestions want the opposite of one provision."""
from collections.abc import Mapping

FOR, AGAINST = "support", "oppose"


def lean(stances: Mapping[str, int]) -> str:
    """For, against, or "" where those who say either are as many, or nobody says so."""
    more = stances.get(FOR, 0) - stances.get(AGAINST, 0)
    return FOR if more > 0 else AGAINST if more < 0 else ""


def contradict(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether one leans for and the other against, or one is against what all of the other want amended."""
    leans = {lean(one), lean(other)}
    return leans == {FOR, AGAINST} or (AGAINST in leans and _amends(one if lean(other) == AGAINST else other))


def _amends(stances: Mapping[str, int]) -> bool:
    return bool(stances.get("amend")) and not stances.get(AGAINST)
