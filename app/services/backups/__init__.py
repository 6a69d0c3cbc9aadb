"""Backups: made, checked, kept in rotation, carried to a second medium, and restored (trust L6)."""
