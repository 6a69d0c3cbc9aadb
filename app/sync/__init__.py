"""Records become a sealed package, and a package becomes records again."""
