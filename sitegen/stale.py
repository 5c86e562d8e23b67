"""Which files of a site are stale, and the making of these."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from sitegen.publish.manifest import Inputs
from sitegen.publish.output import OutputFolder
from sitegen.publish.report import PageTime, Stale
from sitegen.publish.staging import Staged
from sitegen.render.workers import RenderSetup, render_all
from sitegen.site.outputs import Output
from sitegen.workers import Executor


def stage_files(files: Mapping[str, bytes], inputs: Inputs, target: OutputFolder) -> tuple[Stale, ...]:
    """Stage the files that are published as they are and are stale; return why they were."""
    reasons = ((path, target.renew(path, content, inputs)) for path, content in files.items())
    return tuple(Stale(path, reason) for path, reason in reasons if reason)


class StalePages:
    """The stale pages of a build. Processes that stand by make each as soon as it is known, others when all are to be staged."""

    def __init__(self, target: OutputFolder, inputs: Inputs, executor: Executor, setup: RenderSetup) -> None:
        self._target, self._inputs, self._executor, self._setup = target, inputs, executor, setup
        self._stale: list[tuple[Stale, Output, str]] = []
        """Each with its fingerprint."""
        self._rendered: list[Iterator[tuple[Staged, float]]] = []

    def add(self, outputs: Iterable[Output]) -> None:
        """Find out which of some pages are stale, and have them made."""
        self._rendered.append(render_all(self._executor, self._find(outputs), self._setup, self._target.staging.hold))

    def _find(self, outputs: Iterable[Output]) -> Iterator[Output]:
        for output in outputs:
            path, fingerprint = output.path, output.fingerprint
            reason = self._target.why_stale(path, fingerprint, output.template, self._inputs)
            if reason:
                self._stale.append((Stale(path, reason), output, fingerprint))
                yield output
            else:
                self._target.keep(path)

    def stage(self) -> tuple[tuple[Stale, ...], tuple[PageTime, ...]]:
        """Stage all of them, by their paths. Return why each was stale, and how long it took."""
        rendered = list(chain.from_iterable(self._rendered))
        made = sorted(zip(self._stale, rendered, strict=True), key=lambda item: item[0][0].path)
        for (_, output, fingerprint), (staged, _) in made:
            self._target.take(staged, fingerprint, output.template)
        times = (PageTime(stale.path, output.template, seconds) for (stale, output, _), (_, seconds) in made)
        return tuple(stale for (stale, _, _), _ in made), tuple(times)
