"""The generated code: what the generator's own templates get wrong, and ours do not."""
