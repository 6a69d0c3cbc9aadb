"""Offices that come back: moved, copied, restored (trust §5, P14)."""
