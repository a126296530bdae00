"""Questions notify asks of its own tables."""
