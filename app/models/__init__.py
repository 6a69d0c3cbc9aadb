"""What is kept. Imports nothing of the rest of the program."""
