"""Papers as they leave the printer."""
