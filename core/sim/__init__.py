"""The protocol in memory: the same machines, virtual time, one seed."""
