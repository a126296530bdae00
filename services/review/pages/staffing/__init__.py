"""Pages of people, work groups, the expert pool and filing review."""
