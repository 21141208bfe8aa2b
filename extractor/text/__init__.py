"""Text to value, pure: folding, numerals, numbers and money, thresholds, periods. Knows no document."""
