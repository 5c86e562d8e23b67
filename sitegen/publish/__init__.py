"""From bytes to the output folder: the manifest, the only writer, the search index, what hosts want."""
