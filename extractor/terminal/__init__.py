"""What is printed: a disclosure on one screen, running text that breaks as a Chinese page does."""
