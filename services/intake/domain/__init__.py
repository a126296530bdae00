"""The rules of intake, pure, one idea a file."""
