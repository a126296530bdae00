"""Tests of what every service leans on."""
