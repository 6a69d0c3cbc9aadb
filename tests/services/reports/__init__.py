"""Proofs of what an office reports."""
