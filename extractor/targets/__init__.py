"""Performance tables in both their forms: indicators with grades (优 良 中 差) and indicators with targets."""
