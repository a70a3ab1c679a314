"""From the published description to the generated client.

``scripts/generate`` runs this package. One module holds one step, in the order of a build:

=================  ================================================================
``documents``      YAML in, YAML out, with the line that a message points at
``overlays``       the overlay actions and the rules they keep when they are applied
``ledger``         what every action says of itself: the quirks and their evidence
``description``    published.yaml + overlays → openapi.yaml
``dialect``        OpenAPI 3.0 in the words of OpenAPI 3.1
``keywords``       words of a schema that mean nothing
``soundness``      what openapi.yaml must be before anything is generated from it
``support``        what the generated client does not do, and so must not be asked
``preparation``    openapi.yaml as the generator has to see it
``naming``         the names that things of the description get in Python
``clashes``        what would have one name
``parsing``        what the generator reads, and its complaints in plain words
``decoding``       the expression that reads one JSON value into its Python type
``client``         openapi.yaml → generated/, with openapi-python-client
``outputs``        comparing with what is committed, and replacing it in one step
=================  ================================================================

It is a build tool: it is not shipped in the wheel.
"""
