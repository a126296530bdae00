"""The web side that the four services share: app, errors, doors, bodies, health, the common look."""
