"""The client where servers and connections break: what it promises then, tried by the thousand.

``python -m tests.reliability`` tries all of it; the tests try a seeded part.
"""
