"""The conformance suite: says whether a server conforms to the description of the API.

``contract`` reads the description, ``rules`` is what it asks for, ``checks`` is what is done to a
server, ``resources`` the model that its answers are held to, ``target`` the way there and back,
``conduct`` puts them together, and ``command`` is what people start.
"""
