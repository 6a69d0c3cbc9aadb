"""报送 at an office: the month is sealed, carried and answered; what the county says back."""
