"""The space-time diagram of a run, without any screen in it: points, their order, and how they look.

A thread is a column, time goes downwards, and a message is an arrow from its sending to its receipt.
"""
