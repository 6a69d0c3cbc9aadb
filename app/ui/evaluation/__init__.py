"""卷宗评查: rounds, sheets, results (F68)."""
