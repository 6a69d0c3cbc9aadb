"""Speed against a baseline in the same run: ``make bench`` writes benchmarks/results.json."""
