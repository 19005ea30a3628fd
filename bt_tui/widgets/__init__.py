"""What the screen is made of, one widget a file; all draw line by line, and only what changed."""
