"""The window. It imports everything but the models, and never sees a session."""
