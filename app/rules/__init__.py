"""What the law says: pure functions over dated rule data. Imports nothing of the program."""
