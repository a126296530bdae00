"""The events: golden files that never change."""
