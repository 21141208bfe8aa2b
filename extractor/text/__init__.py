"""Text to value: normalization, numbers, list numbers, dates, thresholds, affixes. Pure
functions, independent of documents."""
