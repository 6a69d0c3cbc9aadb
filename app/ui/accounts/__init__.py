"""Who is at the desk: log-in, first start, accounts, passwords, what was done."""
