"""What lies over the main screen for a moment."""
