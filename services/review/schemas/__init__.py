"""HTTP bodies of review, one topic a file."""
