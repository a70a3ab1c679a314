"""Answers that are not as the clean description says: read without loss, and reported.

What the page published is what a server may really send, its mistakes included. So nothing that
can be read is refused: what is misplaced is put where the models look for it (``mending``), what is
of another type or value than the description has stays as it came (``examining``, with what the
ledger knows of single values in ``known``), and each kind of deviation is told of once, with the id
of its quirk in the ledger (``deviations``). ``inspection`` takes an answer through all of it.
"""
