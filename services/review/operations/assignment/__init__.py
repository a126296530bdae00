"""Who reads what: given out, handed on, reminded, closed, assessed."""
