"""Sealed packages: keys, container, carrier."""
