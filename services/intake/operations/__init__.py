"""Use cases of intake, one topic a file."""
