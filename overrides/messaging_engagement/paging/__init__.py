"""Lists as pagers: what is asked for (``query``), the walk through the pages, what it gives.

``walk`` decides without I/O which page is next, and what of it is new; ``pager`` has the loops of
the two clients, ``prefetch`` the threads and tasks that read ahead.
"""
