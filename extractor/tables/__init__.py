"""Tables as a reader sees them: the grid filled in, what stands above it, which table it is, what a cell and a figure are."""
