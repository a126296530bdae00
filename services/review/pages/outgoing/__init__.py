"""Pages of the gate, the approval and the end of a matter."""
