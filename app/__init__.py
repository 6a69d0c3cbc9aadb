"""司法所工作台: the desk of a township justice office, offline, on one PC."""

__version__ = "0.1.0"  # as in pyproject.toml
