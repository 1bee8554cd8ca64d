"""Signed paper forms that were taken in as a stack."""
