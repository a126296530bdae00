"""What notify does: plain functions that are given a session."""
