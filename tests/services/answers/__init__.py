"""Proofs of what the bureau does."""
