"""The window, tested with keys and clicks on real widgets."""
