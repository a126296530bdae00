"""Pages of the assignment and the expert's desk."""
