"""What the project costs, beside others: ``scripts/bench`` runs it."""
