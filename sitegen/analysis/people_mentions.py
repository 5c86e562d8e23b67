"""The names on papers as they are attributed: with the identifiers that can be believed, and what the authors' file claims of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

import msgspec

from sitegen.papers.author_ids import kind_of_author_id
from sitegen.papers.authors_file import AuthorsFile, PersonEntry, references
from sitegen.papers.names import PersonName
from sitegen.papers.summary import Summary


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A name on a paper."""

    paper: str
    """The paper's slug."""
    position: int
    """The place among the authors, from 0."""
    name: PersonName
    orcid: str
    """The ORCID iD, or the one that elsewhere stands with the same ``source_id``. Empty when there is none, and when one paper has it twice
    for different names: then it is believed of neither."""
    source_id: str = ""
    """The identifier at a source. Empty when there is none, when one paper has it for different names, and when it stands with several
    ORCID iDs: then the source has taken several people for one."""
    entry: str = ""
    """The slug of the entry to which the name, an identifier or the listing of the paper gives it."""
    is_certain: bool = False
    """Whether the entry lists the paper, or has the ORCID iD, or without one the other identifier."""
    refused: frozenset[str] = frozenset()
    """The slugs of the entries that say that the paper is not theirs."""

    @property
    def is_bare(self) -> bool:
        """Whether nothing is known but the name, as of most."""
        return not (self.orcid or self.source_id or self.entry or self.refused)


def read_mentions(papers: Iterable[Summary], wishes: AuthorsFile, names: Set[str]) -> list[Mention]:
    """Return where names stand whose keys are in ``names``, but for hidden authors, in the order of papers and authors."""
    summaries = {paper.slug: paper for paper in papers}
    told = [list(_believed(summaries[slug], names)) for slug in sorted(summaries)]
    owners = {identifier: entry.slug for entry in wishes.people for identifier in entry.ids}
    orcids = _orcids_of_ids(mention for mentions in told for mention in mentions)
    claims = _Claims(wishes)
    found = []
    for mentions in told:
        lent = _lend_orcids(mentions, orcids, owners)
        found += [_claimed(mention, summaries[mention.paper], claims, owners) for mention in lent] if wishes.people else lent
    return found


def _believed(paper: Summary, keys: Set[str]) -> Iterator[Mention]:
    """Yield the names on a paper; an identifier that stands with several names is believed of none."""
    named = [
        (place, name, author)
        for place, (author, name) in enumerate(zip(paper.authors, paper.author_names, strict=True))
        if name.key in keys and not author.hidden
    ]
    if not any(author.orcid or author.source_id for _, _, author in named):
        yield from (Mention(paper.slug, place, name, "") for place, name, _ in named)
        return
    pairs = {(told, name.key) for _, name, author in named for told in (author.orcid, author.source_id) if told}
    names = Counter(identifier for identifier, _ in pairs)
    for place, name, author in named:
        orcid = author.orcid if names[author.orcid] == 1 else ""
        yield Mention(paper.slug, place, name, orcid, author.source_id if names[author.source_id] == 1 else "")


def _orcids_of_ids(mentions: Iterable[Mention]) -> dict[str, set[str]]:
    """Return with which ORCID iDs each other identifier stands."""
    orcids: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.source_id and mention.orcid:
            orcids[mention.source_id].add(mention.orcid)
    return orcids


def _lend_orcids(mentions: list[Mention], orcids: Mapping[str, set[str]], owners: Mapping[str, str]) -> list[Mention]:
    """Give the names on one paper the ORCID iDs that stand with their identifiers on others, unless the file says whose these are.

    Where two names would have one iD, it is lent to neither.
    """
    if not any(mention.source_id in orcids for mention in mentions):
        return mentions
    lent = []
    for mention in mentions:
        known = orcids.get(mention.source_id, set())
        if mention.source_id in owners or not known:
            lent.append(mention)
        elif len(known) > 1:
            lent.append(msgspec.structs.replace(mention, source_id=""))
        else:
            lent.append(msgspec.structs.replace(mention, orcid=mention.orcid or next(iter(known))))
    uses = Counter(mention.orcid for mention in lent)
    return [
        msgspec.structs.replace(after, orcid="", source_id="") if after.orcid != before.orcid and uses[after.orcid] > 1 else after
        for before, after in zip(mentions, lent, strict=True)
    ]


def _claimed(mention: Mention, paper: Summary, claims: "_Claims", owners: Mapping[str, str]) -> Mention:
    refused = claims.refused(paper)
    entry, is_certain = claims.find(paper, mention, refused)
    if owners.get(mention.source_id, entry) != entry:
        mention = msgspec.structs.replace(mention, source_id="")  # it is somebody else's
    return msgspec.structs.replace(mention, entry=entry, is_certain=is_certain, refused=refused) if entry or refused else mention


class _Claims:
    """What the entries of the file claim, ready to be looked up."""

    def __init__(self, wishes: AuthorsFile) -> None:
        self._by_orcid = {entry.orcid: entry for entry in wishes.people if entry.orcid}
        self._by_id = {identifier: entry for entry in wishes.people for identifier in entry.ids}
        self._by_paper = {(paper, key): entry for entry in wishes.people for paper in entry.papers for key in entry.keys}
        self._refused: dict[str, set[str]] = defaultdict(set)
        for entry in wishes.people:
            for paper in entry.not_papers:
                self._refused[paper].add(entry.slug)
        self._by_name = _owners(wishes)

    def refused(self, paper: Summary) -> frozenset[str]:
        """Return the slugs of those who say that the paper is not theirs."""
        ways = references(paper.slug, paper.ids, paper.aliases) if self._refused else ()
        return frozenset(slug for way in ways for slug in self._refused.get(way, ()))

    def find(self, paper: Summary, mention: Mention, refused: frozenset[str]) -> tuple[str, bool]:
        """Return the slug of the entry to which a mention goes, or nothing; and whether more than the name says so."""
        for way in references(paper.slug, paper.ids, paper.aliases) if self._by_paper else ():
            if (way, mention.name.key) in self._by_paper:
                return self._by_paper[way, mention.name.key].slug, True
        known = self._by_orcid.get(mention.orcid) if mention.orcid else None
        if known is not None and known.slug not in refused:
            return known.slug, True
        known = self._by_id.get(mention.source_id) if mention.source_id else None
        if known is not None and known.slug not in refused:
            # An ORCID iD tells more: who has another one is somebody else.
            return ("", False) if mention.orcid and known.orcid else (known.slug, not mention.orcid)
        entry = self._by_name.get(mention.name.key)
        return (entry.slug, False) if entry and entry.slug not in refused and _takes_by_name(entry, mention) else ("", False)


def _takes_by_name(entry: PersonEntry, mention: Mention) -> bool:
    """Tell whether an entry gets a name that has identifiers: not when it says itself by which identifiers the person is known."""
    if mention.orcid:
        kinds = {kind_of_author_id(identifier) for identifier in entry.ids}
        return not entry.orcid and kind_of_author_id(mention.source_id) not in kinds
    return not mention.source_id or not (entry.orcid or entry.ids)


def _owners(wishes: AuthorsFile) -> dict[str, PersonEntry]:
    """Return to whom a name alone gives a paper: to the one entry that claims it without listing papers.

    Of several such, to the one that has no identifier to be known by; where all have one, to nobody.
    """
    claims: dict[str, list[PersonEntry]] = defaultdict(list)
    for entry in wishes.people:
        for key in entry.keys if not entry.papers else ():
            claims[key].append(entry)
    owners = {}
    for key, entries in claims.items():
        nameless = [entry for entry in entries if not entry.orcid and not entry.ids]
        candidates = entries if len(entries) == 1 else nameless
        if len(candidates) == 1:
            owners[key] = candidates[0]
    return owners
