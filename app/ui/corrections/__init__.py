"""社区矫正: the roll, the page of a person and its tabs, what is done for many at once."""
