"""The bureau on PostgreSQL: collected by ``make test-postgres`` only, which starts a server."""
