"""Builds the distributions and tries what is installed from them: what ``scripts/package`` runs."""
