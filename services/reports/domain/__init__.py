"""The rules of reporting, pure: steps, contents, outcomes."""
