"""`bt-tui compare`: the profiles beside each other, on the same input and the same seeds."""
