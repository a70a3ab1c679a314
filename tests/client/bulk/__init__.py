"""Numbers in bulk: what is sent, and what became of each."""
