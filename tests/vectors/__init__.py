"""Published vectors of package format 1, a reader that is not ours, and what makes new ones."""
