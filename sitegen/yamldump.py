"""Values → YAML as a person would write it: block style, in their own order, one value a line."""

from typing import Any

import yaml

_BaseDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def dump(tree: Any) -> str:
    """Write a mapping as block YAML in its own key order, one value a line, in UTF-8 text."""
    result: str = yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000, default_flow_style=False)
    return result


class _Dumper(_BaseDumper):  # type: ignore[misc]
    """Block style, without aliases for a value that stands twice."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


class FlowList(list[Any]):
    """A list that is written on one line: ``[a, b]``."""


class FlowDict(dict[str, Any]):
    """A mapping that is written on one line: ``{a: 1, b: 2}``."""


_Dumper.add_representer(FlowList, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True))
_Dumper.add_representer(FlowDict, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True))
