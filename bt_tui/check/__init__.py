"""Holding a recording against the rules of its profile. Loads neither MPI nor a screen."""
