"""The tests of Minyi."""
