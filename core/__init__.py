"""The protocol, its machines and the runs of it; knows no screen. See the README's map."""
