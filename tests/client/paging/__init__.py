"""Lists: what is read, when, and where a walk goes on."""
