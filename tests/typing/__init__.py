"""Programs of users, for type checkers: what they must accept, and what refuse."""
