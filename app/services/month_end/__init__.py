"""月底: what stays out of the month's package, what is stated and corrected in writing."""
