"""HTTP bodies of intake, one topic a file."""
