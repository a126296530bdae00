"""Tests with real servers: PostgreSQL, Redis, a process per service."""
