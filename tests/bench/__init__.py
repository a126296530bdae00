"""Benchmarks: each figure beside a floor measured on the same machine in the same run (make bench)."""
