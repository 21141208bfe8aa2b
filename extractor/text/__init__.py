"""Text to value: normalization, numbers, list numbers, dates, thresholds, affixes. Pure: it knows no document."""
