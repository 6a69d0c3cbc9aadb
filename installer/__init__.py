"""How the program is set up, locked, frozen, tried after freezing, and accounted for."""
