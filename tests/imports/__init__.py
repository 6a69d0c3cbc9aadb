"""Spreadsheets from elsewhere."""
