"""How the tags of a site are shown on a terminal: the taxonomy, why a paper has its tags, what a retag changes, what is suggested."""

from typing import TYPE_CHECKING

import click

from sitegen.show import plural, show_problems
from sitegen.yamldump import FlowList, dump

if TYPE_CHECKING:  # only imported by the commands that need them
    from collections.abc import Sequence

    from sitegen.ingest.explain import Explained, Explanation
    from sitegen.ingest.retag import Difference, TagChange
    from sitegen.ingest.suggest_entries import Suggestion
    from sitegen.ingest.tagger import Match
    from sitegen.ingest.topic_counts import TopicCounts

_SHOWN_PAPERS = 20
"""How many papers of a difference are named, unless all are asked for."""
_SHOWN_OTHERS = 8
"""How many topics that a paper has not are named."""
_WITHHELD = {
    "weak": "too little speaks for it",
    "side": "much more speaks for the others",
    "covered": "a narrower topic stands for it",
    "surplus": "there are enough before it",
    "forbidden": "its file forbids it",
}


def show_topics(counts: "TopicCounts") -> None:
    """Print the taxonomy as a tree with numbers of papers, and what does not fit."""
    for upper in counts.topics:
        below = f"  ({upper.papers_below:,} with those below)" if upper.below else ""
        click.echo(f"{upper.papers:7,}  {upper.slug}{below}")
        for topic in upper.below:
            click.echo(f"{topic.papers:7,}    {topic.slug}")
    number = sum(1 + len(upper.below) for upper in counts.topics)
    untagged = f"; {plural(counts.without_tags, 'paper')} without a tag" if counts.without_tags else ""
    click.echo(f"{plural(number, 'topic')}, {plural(counts.papers, 'paper')}{untagged}.")
    if counts.empty:
        click.echo(f"\nWithout papers: {', '.join(counts.empty)}.")
    if counts.strays:
        click.echo("\nIn papers and not in tags.yaml:")
        for stray in counts.strays:
            click.echo(f"{stray.papers:7,}  {stray.slug}  {stray.example}{'  ' * bool(stray.hint)}{stray.hint}")
    show_problems(counts.warnings, "warning")


def show_explanation(explanation: "Explanation") -> None:
    """Print the tags of a paper, what speaks for each, and the topics that came near."""
    click.echo(f"{click.style(explanation.title, bold=True)}\n{explanation.path}\n")
    click.echo(_who_chose(explanation))
    if explanation.forbidden:
        click.echo(f"Its file forbids: {', '.join(explanation.forbidden)}.")
    show_problems(explanation.warnings, "warning")
    for tag in explanation.tags:
        _show_tag(tag, _about(tag, explanation))
    if explanation.others:
        click.echo("\nNot its tags:")
    for tag in explanation.others[:_SHOWN_OTHERS]:
        reason = _WITHHELD.get(tag.evidence.withheld, "") if tag.evidence else ""
        _show_tag(tag, reason or "ingest would give it now")
    if len(explanation.others) > _SHOWN_OTHERS:
        click.echo(f"\n… and {plural(len(explanation.others) - _SHOWN_OTHERS, 'more topic')}; --json has all.")
    if explanation.is_outdated:
        click.echo(
            f"\nBy today's taxonomy: {', '.join(explanation.now) or 'no tags'}. Write that with: sitegen tags retag {explanation.paper}"
        )


def show_difference(difference: "Difference", *, all_papers: bool) -> None:
    """Print what a retag changes: by tag, then by paper."""
    show_problems(difference.warnings, "warning")
    stay = "stays as it is" if difference.chosen == 1 else "stay as they are"
    chosen = f" {plural(difference.chosen, 'paper')} with tags of your own {stay}." if difference.chosen else ""
    if not difference.changes:
        click.echo(f"No differences: {plural(difference.papers, 'paper')} looked at.{chosen}")
        return
    for tag, added, removed in difference.by_tag:
        signs = " ".join(f"{sign}{number:,}" for sign, number in (("+", added), ("−", removed)) if number)
        click.echo(f"{signs:>14}  {tag}")
    click.echo()
    shown = difference.changes if all_papers else difference.changes[:_SHOWN_PAPERS]
    for change in shown:
        click.echo(f"{change.paper}: {_signs(change)}")
    if len(shown) < len(difference.changes):
        click.echo(f"… and {plural(len(difference.changes) - len(shown), 'more paper')}; --all names them.")
    get = "gets" if len(difference.changes) == 1 else "get"
    click.echo(f"\n{len(difference.changes):,} of {plural(difference.papers, 'paper')} {get} other tags.{chosen}")


def show_suggestions(suggestions: "Sequence[Suggestion]") -> None:
    """Print topics that may be added, the best first."""
    if not suggestions:
        click.echo("Nothing to suggest: the taxonomy covers what is frequent here.")
        return
    click.echo(" papers  titles   trend")
    for item in suggestions:
        trend = "" if item.growth is None else f"×{item.growth:.1f}" + " ↑" * item.rising
        click.echo(f"{item.papers:7,} {item.titles:7,}  {trend:>7}  {click.style(item.name, bold=True)}")
        if item.pattern_of:
            click.echo(f"{'':26}a pattern for {item.pattern_of}: {', '.join(item.patterns)}")
        else:
            click.echo(f"{'':26}patterns: {', '.join(item.patterns)}")
        if item.tags:
            below = f"; below {item.parent}" if item.parent and not item.pattern_of else ""
            click.echo(f"{'':26}beside: {_counted(item)}{below}")
        for example in item.examples:
            click.echo(f"{'':26}“{example.title}”")


def suggestions_yaml(suggestions: "Sequence[Suggestion]") -> str:
    """Return proposals as they stand in ``tags.yaml``; what is told of each is a comment."""
    parts = []
    for item in suggestions:
        trend = "" if item.growth is None else f", ×{item.growth:.1f} lately"
        comment = f"# {plural(item.papers, 'paper')}, {plural(item.titles, 'title')}{trend}; beside {_counted(item) or 'no other tag'}\n"
        comment += "".join(f"#   {example.title}\n" for example in item.examples)
        if item.pattern_of:
            parts.append(f"{comment}# Patterns for {item.pattern_of}: {', '.join(item.patterns)}\n")
            continue
        entry = {"name": item.name, "slug": item.slug, "parent": item.parent, "description": f"{item.name}: say in a sentence what it is."}
        entries = [{key: value for key, value in entry.items() if value} | {"patterns": FlowList(item.patterns)}]
        parts.append(comment + dump(entries))
    return "\n".join(parts)


def _counted(item: "Suggestion") -> str:
    return ", ".join(f"{tag} {count:,}" for tag, count in item.tags)


def _who_chose(explanation: "Explanation") -> str:
    if explanation.chosen_by == "nobody":
        return "It has no tags, and ingest does not give any to a file that a person wrote, until a record of it comes."
    if explanation.chosen_by == "person":
        return "A person chose its tags; ingest and retag leave them." if explanation.tags else "A person wants no tags here."
    return "Ingest gave its tags." if explanation.tags else "Ingest gave it no tags."


def _about(tag: "Explained", explanation: "Explanation") -> str:
    """Return what is to be said of a tag that the paper has, beside the evidence."""
    if tag.evidence is None:
        return "nothing in the paper speaks for it" + (" by today's taxonomy" if explanation.chosen_by == "ingest" else "")
    return "" if tag.evidence.given else f"ingest would not give it now: {_WITHHELD.get(tag.evidence.withheld, '')}"


def _show_tag(tag: "Explained", remark: str) -> None:
    score = f"{tag.evidence.score:6.2f}" if tag.evidence else "     –"
    click.echo(f"\n{score}  {click.style(tag.slug, bold=True)}{'  ' * bool(remark)}{remark}")
    for match in tag.evidence.matches if tag.evidence else ():
        click.echo(f"          {match.weight:4.2f}  {_place(match)}: {match.pattern}")


def _place(match: "Match") -> str:
    return f"abstract, sentence {match.sentence}" if match.where == "abstract" else match.where.replace("fallback", "nothing else found")


def _signs(change: "TagChange") -> str:
    signs = [*(f"+{tag}" for tag in change.added), *(f"−{tag}" for tag in change.removed)]
    return " ".join(signs) or f"in another order: {', '.join(change.after)}"
