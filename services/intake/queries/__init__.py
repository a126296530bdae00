"""Read-only questions of intake, one topic a file."""
