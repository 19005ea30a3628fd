"""Sharing real files."""
