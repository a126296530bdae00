"""From opinions to suggestions: grouped, taken, merged, undone, every step kept."""
