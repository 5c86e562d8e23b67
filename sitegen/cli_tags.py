"""The commands about tags: list, explain, retag, suggest."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from sitegen.cli_support import report_problems, site_option
from sitegen.config import load_site
from sitegen.show import plural, reading_progress
from sitegen.show_tags import show_difference, show_explanation, show_suggestions, show_topics, suggestions_yaml

if TYPE_CHECKING:  # only imported by the commands that need them
    from sitegen.ingest.retag import Difference


@click.group()
def tags() -> None:
    """Look at the topics of content/tags.yaml, at the tags of papers, and mend both."""


@tags.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@site_option
@report_problems
def list_topics(as_json: bool, site_root: Path) -> None:
    """List the topics with their papers, topics without papers, and tags that no topic has."""
    from sitegen.ingest.topic_counts import count_topics

    counts = count_topics(load_site(site_root))
    if as_json:
        _print_json(counts)
    else:
        show_topics(counts)


@tags.command()
@click.argument("paper")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@site_option
@report_problems
def explain(paper: str, as_json: bool, site_root: Path) -> None:
    """Say why PAPER has its tags, and not others. PAPER is its slug, its file or its address."""
    from sitegen.ingest.explain import explain_tags

    explanation = explain_tags(load_site(site_root), paper)
    if as_json:
        _print_json(explanation)
    else:
        show_explanation(explanation)


@tags.command()
@click.argument("papers", nargs=-1)
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Show the difference, and write nothing.")
@click.option("--all", "all_papers", is_flag=True, help="Name every paper that changes, not the first ones alone.")
@site_option
@report_problems
def retag(papers: tuple[str, ...], yes: bool, dry_run: bool, all_papers: bool, site_root: Path) -> None:
    """Find the tags of PAPERS (all when none is named) anew, after the taxonomy changed.

    The difference is shown, and written when you agree. Tags that a person chose are never touched, and a tag that a file forbids is
    never given.
    """
    from sitegen.ingest.retag import find_difference, run_retag

    site = load_site(site_root)

    def agree(difference: "Difference") -> bool:
        stack.close()  # no progress is shown beside a question
        show_difference(difference, all_papers=all_papers)
        return yes or (is_interactive() and click.confirm("Write this?"))

    with ExitStack() as stack:
        progress = stack.enter_context(reading_progress("Tagging", "papers"))
        if dry_run:
            difference, is_written = find_difference(site, papers, progress), False
        else:
            difference, is_written = run_retag(site, papers, agree, progress)
    if dry_run or not difference.changes:
        show_difference(difference, all_papers=all_papers)
    elif is_written:
        click.echo(f"{plural(len(difference.changes), 'file')} written.")
    else:
        click.echo("Nothing was written." if is_interactive() else "Nothing was written: there is no terminal to ask. Use --yes to write.")
        sys.exit(1)


@tags.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 400), help="How many topics to suggest at most.")
@click.option("--min-papers", default=0, type=click.IntRange(0), help="The fewest papers of a phrase (default: 3, or one paper in 1,000).")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Print them as entries for content/tags.yaml.")
@site_option
@report_problems
def suggest(limit: int, min_papers: int, as_json: bool, as_yaml: bool, site_root: Path) -> None:
    """Suggest new topics: frequent phrases of titles and abstracts that no topic covers."""
    from sitegen.ingest.suggest import suggest_topics

    with reading_progress("Reading", "papers") as progress:
        found = suggest_topics(load_site(site_root), least=min_papers, limit=limit, progress=progress)
    if as_json:
        _print_json(found)
    elif as_yaml:
        click.echo(suggestions_yaml(found), nl=False)
    else:
        show_suggestions(found)


def is_interactive() -> bool:
    """Tell whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _print_json(value: object) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
