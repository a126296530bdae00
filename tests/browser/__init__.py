"""Pages in a real browser, at the widths people have."""
