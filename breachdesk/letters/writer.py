"""Puts facts into words: the port `Letters`, on templates that were read from files.

The same context gives the same text, byte for byte. What is not known stands there as not known and is
listed as a Gap. Templates are judged when first used, so that one bad file stops only its own notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from breachdesk.domain.drafting import LATE_REASONS, Gap, LetterContext, NeededFact, Rendered, Template
from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.group_facts import facts_for_group
from breachdesk.domain.terms import NoticeKind
from breachdesk.letters.context import NAMES, data_words, has_contact, is_late, plain_data, still_open
from breachdesk.letters.coverage import missing_phrases
from breachdesk.letters.environment import Letter, ready_letter
from breachdesk.letters.fact_words import FactWords, is_open
from breachdesk.letters.origins import sources_by_path, stated_in
from breachdesk.letters.template_rules import placeholders
from breachdesk.letters.wording import Wording
from breachdesk.services.ports import TemplateLine

MAX_SUBJECT = 200
DPO = "dpo"
"""Wanted by the law, as the reasons for a delay are, and no fact of the playbook; a template may list both under `needs:`."""


@dataclass(frozen=True, slots=True)
class _Ready:
    subject: Letter
    body: Letter
    facts: frozenset[str]
    """The facts it speaks of."""


class LetterWriter:
    """Writes Notices.

    Args:
        templates: At most one for each kind and language.
        left_out: What is wrong with files that cannot be used, by their names.
    """

    def __init__(self, templates: Sequence[Template], left_out: Mapping[str, Sequence[str]] | None = None) -> None:
        self._templates = {(t.kind, t.language): t for t in templates}
        self._left_out = left_out or {}
        self._ready: dict[tuple[NoticeKind, str], _Ready] = {}

    def languages(self, kind: NoticeKind) -> tuple[str, ...]:
        """Give the languages a kind of Notice can be written in."""
        return tuple(sorted(language for of, language in self._templates if of is kind))

    def render(self, kind: NoticeKind, language: str, context: LetterContext) -> Rendered:
        """Write a Notice from the facts as they are.

        Raises:
            TemplateProblem: there is no template in that language, it breaks the rules, or it cannot be
                filled without a blank.
        """
        template = self._template(kind, language)
        ready = self._made_ready(template)
        wording = Wording(template.phrases, context.zone, f"phrases.{language}.yaml")
        context = _narrowed(context)
        gaps = tuple(_gaps(template, wording, context))
        data = plain_data(context, wording, kind, language, gaps, ready.facts)
        subject = " ".join(ready.subject.fill(data).split())
        if len(subject) > MAX_SUBJECT:
            raise TemplateProblem(f"{template.origin} gives a subject of more than {MAX_SUBJECT} characters.")
        text = tidy(ready.body.fill(data))
        open_facts = [fact for fact, _ in still_open(context, wording)]
        wanted = [gap.fact for gap in gaps] or [needed.fact for needed in template.needs]
        source_of = sources_by_path(language, wanted, open_facts)
        return Rendered(
            subject,
            text,
            gaps,
            template.id,
            template.sha256,
            stated_in(text, ready.body.traced(data), source_of),
            data_words(context, wording, language) if context.own_data else (),
        )

    def templates(self) -> tuple[TemplateLine, ...]:
        """Give every template there is, by language and kind."""
        lines = [
            TemplateLine(t.id, t.kind, t.language, t.origin, t.sha256, self.problems_of(t)) for t in self._templates.values()
        ]
        lines.extend(_left_out_lines(self._left_out))
        return tuple(sorted(lines, key=lambda line: (line.language, list(NoticeKind).index(line.kind))))

    def left_out(self) -> tuple[str, ...]:
        """Say what is wrong with each file that cannot be used."""
        return tuple(dict.fromkeys(line for lines in self._left_out.values() for line in lines))

    def lacking(self, language: str, definitions: Mapping[str, FactDefinition]) -> tuple[str, ...]:
        """Say what is missing before a language can be written in whole; nothing where it can."""
        there = [template for (_, of), template in self._templates.items() if of == language]
        names = {f"{kind.value}.{language}.md": (kind, language) for kind in NoticeKind}
        out = {name: lines for name, lines in self._left_out.items() if name in names or name == f"phrases.{language}.yaml"}
        if not there and not out:
            return (f"phrases.{language}.yaml", *names)
        missing = (name for name, key in names.items() if key not in self._templates and name not in out)
        broken = [line for template in there for line in self.problems_of(template)]
        broken += [line for lines in out.values() for line in lines]
        every = {template.language: template.phrases for template in self._templates.values()}
        words = missing_phrases(language, every, self._used(), definitions) if there else ()
        return tuple(dict.fromkeys((*missing, *broken, *words)))

    def _used(self) -> Iterator[str]:
        """Give the facts that any template speaks of or needs."""
        for template in self._templates.values():
            yield from (needed.fact for needed in template.needs)
            yield from () if self.problems_of(template) else self._made_ready(template).facts

    def problems_of(self, template: Template) -> tuple[str, ...]:
        """Give what is wrong with one template or the phrases of its language."""
        try:
            self._made_ready(template)
            Wording(template.phrases, "UTC", f"phrases.{template.language}.yaml")
        except TemplateProblem as problem:
            return tuple(str(problem).split("\n"))
        return ()

    def problems(self) -> tuple[str, ...]:
        """Give what is wrong with any template or its phrases; nothing when all keep the rules."""
        found = (line for template in self._templates.values() for line in self.problems_of(template))
        return tuple(dict.fromkeys(found))

    def _template(self, kind: NoticeKind, language: str) -> Template:
        found = self._templates.get((kind, language))
        broken = [line for name in _files_of(kind, language) for line in self._left_out.get(name, ())]
        if found is None and broken:
            raise TemplateProblem("\n".join(dict.fromkeys(broken)))
        if found is None:
            have = ", ".join(self.languages(kind)) or "none"
            raise TemplateProblem(
                f"There is no {kind.value} template in the language '{language[:20]}' (there is: {have}); "
                f"write {kind.value}.{language[:20]}.md in notification_templates of the workspace."
            )
        return found

    def _made_ready(self, template: Template) -> _Ready:
        key = (template.kind, template.language)
        if key not in self._ready:
            _check_phrases(template)
            subject = ready_letter(template.subject, NAMES, f"{template.origin} (subject)")
            body = ready_letter(template.body, NAMES, template.origin, template.first_line)
            slots = [slot.path for slot in (*subject.slots, *body.slots)]
            used = frozenset(path[1] for path in slots if path[0] == "facts" and len(path) > 1)
            self._ready[key] = _Ready(subject, body, used)
        return self._ready[key]


def _files_of(kind: NoticeKind, language: str) -> tuple[str, str]:
    return f"{kind.value}.{language}.md", f"phrases.{language}.yaml"


def _left_out_lines(left_out: Mapping[str, Sequence[str]]) -> Iterator[TemplateLine]:
    """Give the templates that cannot be used, by the names of their files."""
    for name, wrong in left_out.items():
        kind, _, rest = name.partition(".")
        if kind in set(NoticeKind) and rest.endswith(".md"):
            language = rest.removesuffix(".md")
            before, there, _ = wrong[0].partition(name)
            origin = before + name if there else name
            yield TemplateLine(f"{kind}-{language}", NoticeKind(kind), language, origin, "", tuple(wrong))


def _narrowed(context: LetterContext) -> LetterContext:
    """Leave only what concerns the group it is written for."""
    if not context.group or context.scope is None:
        return context
    return replace(context, facts=facts_for_group(context.facts, context.scope, context.group))


def _check_phrases(template: Template) -> None:
    file = f"phrases.{template.language}.yaml"
    wrong = [
        f"{file} {name}.{key} holds '{word}', left to be filled in; write what belongs there."
        for name, phrases in template.phrases.items()
        for key, text in phrases.items()
        for _, word in placeholders(text)
    ]
    if wrong:
        raise TemplateProblem("\n".join(wrong))


def _gaps(template: Template, wording: Wording, context: LetterContext) -> Iterator[Gap]:
    for needed in template.needs:
        if needed.fact == DPO:
            if not has_contact(context):
                yield Gap(DPO, wording.name(DPO), needed.article)
        elif needed.fact == LATE_REASONS:
            if is_late(context) and not context.late_reasons.strip():
                yield Gap(LATE_REASONS, wording.name(LATE_REASONS), needed.article)
        elif is_open(context.facts, needed.fact):
            yield Gap(needed.fact, _label(needed, template, wording, context), needed.article)


def _label(needed: NeededFact, template: Template, wording: Wording, context: LetterContext) -> str:
    definition = context.definitions.get(needed.fact)
    if definition is None:
        raise TemplateProblem(
            f"{template.origin} needs the fact '{needed.fact}', which is none of the known facts; "
            "mend the name under 'needs:'."
        )
    return FactWords(context.facts, context.inventory, wording, template.language).label(definition)


def tidy(text: str) -> str:
    """Take away what nobody sees: spaces at line ends, more than one empty line, all but one line end."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
