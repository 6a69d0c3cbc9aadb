"""What the office does: one public method, one transaction; plain values in and out."""
