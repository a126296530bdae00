"""Bad input, to every route: refused in words that name the field, and nothing is half-stored."""
