"""JSON routes of review, one topic a file."""
