"""Rows and definitions become spreadsheets."""
