"""Power cuts, full disks and other bad days (fault-tests.md)."""
