"""How bytes travel: a request goes out as an attempt, and its answer comes in.

``sending`` has the loops that do what an exchange asks for. They send through ``connections`` of
our own over httpcore, ``aiohttp_connections`` (with the extra ``fast``), or ``http_clients`` of a
user; ``incoming`` is the answer while it comes in. A ``pool`` makes connections when they are first
needed.
"""
