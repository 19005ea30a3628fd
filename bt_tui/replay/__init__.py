"""Replaying a recording on the live screen, without MPI."""
