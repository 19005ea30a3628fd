"""Telling what a recording holds, as plain text. Loads neither MPI nor a screen."""
