"""Check and explain results: coverage of numbers, evidence, corrections, and a quality
grade."""
