"""Second readings: which article of the next version is which of the one before, what changed, where opinions stand."""
from services.review.domain.versions.carrying import Placement, carry
from services.review.domain.versions.differences import Piece, differences
from services.review.domain.versions.matching import Match, Matches, match_articles, sure_moves

__all__ = ["Match", "Matches", "Piece", "Placement", "carry", "differences", "match_articles",
           "sure_moves"]
