"""The mock server, seen from outside."""
