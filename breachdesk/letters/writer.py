"""A Notice from facts: picks the template, puts the facts into words, lists what is not known."""

from __future__ import annotations

from collections.abc import Sequence

from breachdesk.domain.drafting import Gap, LetterContext, Rendered, Template
from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.terms import NoticeKind
from breachdesk.letters.context import values_for
from breachdesk.letters.environment import write


class LetterWriter:
    """The port `Letters`, on templates read from files."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self._templates = {(t.kind, t.language): t for t in templates}

    def languages(self, kind: NoticeKind) -> tuple[str, ...]:
        """Give the languages a kind of Notice can be written in; Dutch first."""
        return tuple(sorted((lang for k, lang in self._templates if k is kind), key=lambda lang: (lang != "nl", lang)))

    def render(self, kind: NoticeKind, language: str, context: LetterContext) -> Rendered:
        """Write a Notice; the same facts at the same instant give the same text.

        Raises:
            TemplateProblem: there is no template in that language, or it would leave a blank.
        """
        template = self._templates.get((kind, language))
        if template is None:
            have = ", ".join(self.languages(kind)) or "none"
            raise TemplateProblem(f"There is no {kind.value} template in '{language}'; there are: {have}.")
        gaps = gaps_of(template, context)
        values = {**values_for(context, language, template.phrases), "gaps": [gap.label for gap in gaps]}
        subject = " ".join(write(template.subject, template.id, values).split())
        return Rendered(subject, _tidy(write(template.body, template.id, values)), gaps, template.id)


def gaps_of(template: Template, context: LetterContext) -> tuple[Gap, ...]:
    """Give what the law wants in this Notice and nobody knows yet (Art. 33(3), 34(2))."""
    gaps = []
    for need in template.needs:
        if not context.facts.is_settled(need.fact):
            definition = context.definitions.get(need.fact)
            label = definition.label(template.language) if definition else need.fact
            gaps.append(Gap(need.fact, label, need.article))
    return tuple(gaps)


def _tidy(text: str) -> str:
    """No trailing spaces, at most one empty line, one line end at the end."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
