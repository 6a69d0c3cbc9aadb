"""队伍培训: staff, sessions and sign-in, the year."""
