"""Pages that a reader's browser fills: the library, and what is new of the tags and authors that are followed.

They are the same for everybody, since what a reader keeps never leaves the browser; so search engines leave them out.
"""

from collections.abc import Iterator

from sitegen.site import addresses
from sitegen.site.outputs import Output
from sitegen.site.views import ForYouView, LibraryView, PageHead


def library_outputs() -> Iterator[Output]:
    """Yield both pages."""
    library = PageHead(
        title="Your library",
        description="The papers that you saved, read and noted, kept by your own browser.",
        url=addresses.LIBRARY,
        noindex=True,
    )
    yield Output(url=library.url, template="library.html", source="(the reader's library)", head=library, mapped=False, make=_library_view)
    for_you = PageHead(
        title="For you",
        description="New papers of the tags and authors that you follow, found by your own browser.",
        url=addresses.FOR_YOU,
        noindex=True,
    )
    yield Output(url=for_you.url, template="for-you.html", source="(the page for you)", head=for_you, mapped=False, make=_for_you_view)


def _library_view(head: PageHead) -> LibraryView:
    return LibraryView(head=head)


def _for_you_view(head: PageHead) -> ForYouView:
    return ForYouView(head=head)
