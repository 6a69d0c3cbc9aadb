"""Corrections, through its services."""
