"""The house measured: imports, sizes, docstrings, the files that stand in the repository."""
