"""Plain values as YAML that our strict reader and everybody else's read alike: every doubtful word is quoted."""

from __future__ import annotations

from typing import Any

import yaml


class _Writer(yaml.SafeDumper):
    """Every text quoted, so that no reader takes NO for false; lists indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists too."""
        super().increase_indent(flow, False)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        """Leave keys bare that are one word to every reader."""
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _ in node.value:
            if key.value.isidentifier() and key.value.isascii() and key.value.lower() not in _MEANT:
                key.style = None
        return node

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value out wherever it stands; the strict reader takes no aliases."""
        return True


def _quoted(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    bare = text.replace("-", "").replace("_", "")
    plain = bare.isalpha() and len(text) > 3 and text.lower() not in _MEANT
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_MEANT = frozenset("true false null yes no on off y n".split())
_Writer.add_representer(str, _quoted)


def quoted_yaml(document: dict[str, Any], notes: str = "", width: int = 110) -> str:
    """Give a document as YAML text.

    Args:
        notes: Comment lines, each with its `#` and line end, that lead the text.
        width: Where longer texts are broken.
    """
    return notes + yaml.dump(document, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=width)
