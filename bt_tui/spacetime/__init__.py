"""The space-time diagram of a run, without any screen in it.

A thread is a column, time goes downwards, and a message is an arrow from where it was sent to where
it is received.
"""
