"""Everything is run with marked credentials, and searched for them in any encoding."""
