"""The rules of review, pure: no framework, no database, no clock."""
