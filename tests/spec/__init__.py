"""The description: the published one is the page's, the clean one keeps its rules."""
