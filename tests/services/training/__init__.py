"""Training, through its services."""
