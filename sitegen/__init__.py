"""sitegen turns a stream of research papers into a fast, searchable static site."""

__version__ = "0.1.0"
