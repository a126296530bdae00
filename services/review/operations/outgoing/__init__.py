"""What leaves review: through the gate, approved, answered, exported."""
