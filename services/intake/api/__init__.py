"""JSON routes of intake, one topic a file."""
