"""One format, one module, one function that turns bytes into records."""
