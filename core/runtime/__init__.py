"""Performing what the machines decide, for real: threads, clocks, MPI, and the way of events."""
