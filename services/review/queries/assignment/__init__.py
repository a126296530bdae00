"""Questions about who reads what, and who could."""
