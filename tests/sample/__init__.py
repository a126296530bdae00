"""Tests of the invented sample: its material, its figures, its plan."""
