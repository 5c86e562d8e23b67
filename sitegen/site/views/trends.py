"""Rankings and round-ups: what is read most, what rises, what is new."""

import msgspec

from sitegen.site.views.parts import CountView, DateView, LinkView, PageHead


class ReasonView(msgspec.Struct, frozen=True):
    """One thing that put a paper where it is."""

    text: str
    """``+34 upvotes``, ``rank 1 on 17 March 2025``."""
    points: int


class TrendingPaperView(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of a ranking."""

    paper: LinkView
    """Its ``label`` is the title, to go through the ``title`` filter."""
    score: int
    """The sum of the points of its reasons."""
    reasons: tuple[ReasonView, ...]
    """The strongest first; at least one."""
    withdrawn: bool = False


class TrendView(msgspec.Struct, frozen=True, kw_only=True):
    """The ranking of a period."""

    kind: str
    """``day``, ``week`` or ``month``."""
    period: LinkView
    """Its page: ``17 March 2025``, ``Week 12 of 2025``, ``March 2025``."""
    basis: str
    """``signals``, or ``rank`` when nothing was counted in the period."""
    note: str
    """One or two sentences that say what decides, and how many papers were counted."""
    newest: DateView | None = None
    """The newest day in the period with a listing or a count."""
    papers: int
    """How many papers were ranked."""
    top: tuple[TrendingPaperView, ...]


class TrendingView(msgspec.Struct, frozen=True, kw_only=True):
    """The newest day, its week and its month. Template ``trending.html``."""

    head: PageHead
    formula: tuple[str, ...]
    """The terms of the formula by which papers are ranked: ``30 × log2(1 + upvotes added in the period)``."""
    later: LinkView | None = None
    """The newest month, when it lies after the newest day: its papers are known by the month alone, and not ranked."""
    trends: tuple[TrendView, ...]


class RisingView(msgspec.Struct, frozen=True, kw_only=True):
    """A tag with more papers than its past lets expect."""

    tag: LinkView
    count: int
    """Its papers of the period."""
    expected: str
    """How many were to be expected: ``3.1``."""
    new: bool
    """Whether no earlier paper of the site has it."""


class NewNameView(msgspec.Struct, frozen=True):
    """A method, model or data set that is new to the site."""

    name: str
    papers: tuple[LinkView, ...]
    """The papers of the period whose titles introduce it, and so begin with it."""


class NewAuthorsView(msgspec.Struct, frozen=True):
    """Authors who are new to the site and wrote the same papers together."""

    names: tuple[LinkView, ...]
    """The first few of them; ``url`` is empty for those without a page."""
    more: int
    """How many there are beyond those named."""
    papers: tuple[LinkView, ...]


class RoundUpView(msgspec.Struct, frozen=True, kw_only=True):
    """What stands out in a week or a month."""

    trend: TrendView
    rising: tuple[RisingView, ...] = ()
    compared: str = ""
    """With what the rising tags were compared: ``the 8 weeks before``; empty when there was nothing before."""
    names: tuple[NewNameView, ...] = ()
    """Methods, models and data sets that titles introduce for the first time."""
    authors: tuple[NewAuthorsView, ...] = ()
    """Authors whose first papers are of this period, and who have several."""


class WeekView(msgspec.Struct, frozen=True, kw_only=True):
    """The round-up of an ISO week. Template ``week.html``."""

    head: PageHead
    label: str
    """``Week 12 of 2025``."""
    first: DateView
    """Its Monday."""
    last: DateView
    """Its Sunday."""
    count: int
    days: tuple[CountView, ...]
    """Its listed days, newest first."""
    round_up: RoundUpView
    parents: tuple[LinkView, ...]
    """The years and then the months that its days lie in."""
    previous: LinkView | None = None
    """The week with papers before it."""
    next: LinkView | None = None
