"""The main job without a screen, on a practice office and a practice bureau."""
