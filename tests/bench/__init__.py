"""Benchmarks: what a run costs beside what MPI and Python cost anyway. Run by `make bench`."""
