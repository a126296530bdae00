"""Read-only questions of review, one topic a file."""
