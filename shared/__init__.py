"""What every service leans on; it knows no service."""
