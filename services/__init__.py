"""The four services; they are strangers and meet only in shared.contracts."""
