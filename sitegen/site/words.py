"""Phrases that several pages say."""


def papers_word(count: int) -> str:
    """``1 paper`` or ``12 papers``."""
    return f"{count:,} paper" if count == 1 else f"{count:,} papers"
