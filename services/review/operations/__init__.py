"""Use cases of review, one topic a file."""
