"""Questions about people, work groups, the expert pool and filings."""
