"""The pages of a reader's own library, which are made in the browser."""

import msgspec

from sitegen.site.views.parts import PageHead


class LibraryView(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader saved, read and noted. Template ``library.html``."""

    head: PageHead


class ForYouView(msgspec.Struct, frozen=True, kw_only=True):
    """New papers of the tags and authors that a reader follows. Template ``for-you.html``."""

    head: PageHead
