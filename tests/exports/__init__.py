"""Proofs of what leaves the program as a spreadsheet."""
