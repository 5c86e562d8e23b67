"""What a paper is, how it is kept in ``content/``, and the topics it may be filed under."""
