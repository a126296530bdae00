"""Post between services: what is committed here reaches its hearers once in effect, whatever dies in between."""
