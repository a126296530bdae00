"""Opinions that say the same: identical, near, and what keeps them apart."""
