"""The definitions of papers and their code tables."""
