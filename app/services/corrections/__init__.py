"""社区矫正: what the office does, as delegate of the county (社区矫正法 9)."""
