"""Simulating a run in memory: no MPI, and the same each time for a seed."""
