"""卷宗评查 at a bureau: dossiers drawn at random and scored across offices (F68)."""
