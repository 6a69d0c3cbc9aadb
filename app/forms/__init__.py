"""What the paper says. Imports nothing of the rest of the program."""
