"""The client, sync and async, against servers that answer as a test says."""
