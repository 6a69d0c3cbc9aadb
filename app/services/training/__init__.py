"""队伍培训: staff with roles over time, sessions, attendance, and each person's year."""
