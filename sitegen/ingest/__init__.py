"""From the outside to ``content/``: readers, repair of text, tags, and the merge with what is there."""
