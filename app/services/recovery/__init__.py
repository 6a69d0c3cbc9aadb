"""A store that comes back: moved, copied or restored, and set right with the county (C1, C2, P14)."""
