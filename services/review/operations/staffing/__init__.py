"""People, work groups, the expert pool and filing review: what is done."""
