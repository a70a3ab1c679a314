"""Numbers in bulk: any count in one call, and an account of what became of each.

``run`` decides without I/O what is sent next, and what an answer means; ``numbers`` has the loops
of the two clients, and ``account`` is what they give.
"""
