"""The rules of law and of the office, each test citing its article."""
