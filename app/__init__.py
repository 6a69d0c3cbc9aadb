"""司法所工作台: the desk of a township justice office, offline, on one PC."""
