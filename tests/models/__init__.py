"""The store and its keys, one module per module of app.models."""
