"""Values become PDF."""
