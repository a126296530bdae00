"""Questions about what leaves review."""
