"""The whole loop over HTTP only, on one machine and on many processes."""
