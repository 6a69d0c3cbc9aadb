"""Backups and restores of real, encrypted offices."""
