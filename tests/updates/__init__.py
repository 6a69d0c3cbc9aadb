"""Releases of the program, as files (V1)."""
