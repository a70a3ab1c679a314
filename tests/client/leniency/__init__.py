"""Answers that are not as described: read without loss, mended, told of once."""
