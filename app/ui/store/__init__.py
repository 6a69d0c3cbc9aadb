"""The store beside the work: backups, restoring, recovery, the server, the sealed key."""
