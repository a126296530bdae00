"""Whether clauses that stand in both texts have exchanged their places, so that a number belongs to something else."""
from collections.abc import Sequence

from services.review.domain.grouping.tokens import tokens_of


def numbers_exchanged(ones: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two clauses with different numbers follow other clauses than they did. A text turned around at one place
    leaves each behind the clause it followed, or first."""
    here, there = _followed(ones), _followed(others)
    moved = {_numbers(clause) for clause in here.keys() & there.keys()
             if here[clause] in there and there[clause] in here and here[clause] != there[clause]}
    return len(moved - {()}) > 1


def _followed(clauses: Sequence[str]) -> dict[str, str]:
    """Which clause each follows."""
    return dict(zip(clauses[1:], clauses, strict=False)) | ({clauses[0]: ""} if clauses else {})


def _numbers(clause: str) -> tuple[str, ...]:
    return tuple(token.value for token in tokens_of(clause) if token.kind == "number")
