"""The conformance suite, against servers that conform and servers with one fault."""
