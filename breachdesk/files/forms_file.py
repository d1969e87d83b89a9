"""Authorities' own forms, read from `law/forms/*.yaml`; every problem of a file in one round, with its line.

A form without source, or with a condition on something that does not exist, is refused: somebody would be led past a question
the authority asks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.form_values import VALUES
from breachdesk.domain.forms import Form, FormField, FormSection, FormStatus
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.condition_reader import ConditionReader
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.form_fields import FieldReader
from breachdesk.files.law_fields import cited, opened_text, refuse_second, slug, words
from breachdesk.files.strict_yaml import read_text


def load_forms(folder: Path, vocabulary: Vocabulary, authorities: Collection[str]) -> Mapping[str, Form]:
    """Read every form of a folder, by id.

    Args:
        folder: Where they lie.
        vocabulary: What conditions and answers may speak of.
        authorities: Ids of the authorities there are.

    Raises:
        FileProblems: a form is not right, or an id or an authority stands in two.
    """
    found: dict[str, Form] = {}
    served: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        form = read_form(read_text(path), path.name, vocabulary, authorities)
        for taken in (f"the form {form.id}", *(f"the authority {id_}" for id_ in form.authorities)):
            if taken in served:
                raise FileProblems(path.name, [Problem(1, f"{taken} stands in {served[taken]} too; keep it in one form.")])
            served[taken] = path.name
        found[form.id] = form
    return found


def read_form(text: str, name: str, vocabulary: Vocabulary, authorities: Collection[str]) -> Form:
    """Read one form.

    Raises:
        FileProblems: everything that is wrong with it.
    """
    top, problems = opened_text(text, name)
    id_, version = slug(top), top.text("version")
    labels = words(top, "label")
    served = _authorities(top, authorities)
    languages = _languages(top, labels)
    status = FormStatus(top.choice("status", tuple(FormStatus), FormStatus.VERIFIED))
    source = cited(top)
    notes = tuple(_note(part) for part in top.parts("notes"))
    reader = FieldReader(_conditions(vocabulary, problems), tuple(labels))
    sections: dict[str, FormSection] = {}
    for part in top.parts("sections"):
        section = _section(part, reader)
        refuse_second(part, section.id, sections, "section")
        sections[section.id] = section
    top.end()
    if not any(section.fields for section in sections.values()) and not problems.found:
        top.problem("'sections' holds no field; a form asks something.")
    problems.raise_if_any()
    assert source is not None
    return Form(id_, version, labels, served, languages, status, source, tuple(sections.values()), notes)


def _conditions(vocabulary: Vocabulary, problems: Problems) -> ConditionReader:
    return Vocabulary({**vocabulary.facts, **VALUES}, vocabulary.taxonomy).reader(problems, {})


def _authorities(top: Fields, known: Collection[str]) -> tuple[str, ...]:
    given = top.texts_with_lines("authorities")
    for id_, line in given:
        if id_ not in known:
            top.problem(f"'{id_[:40]}' is no authority.{nearest(id_, known)}", line)
    return tuple(id_ for id_, _ in given)


def _languages(top: Fields, labels: Mapping[str, str]) -> tuple[str, ...]:
    given = top.texts_with_lines("languages")
    if not given:
        top.problem("'languages' names none; say in which languages the words are the authority's own.")
    for language, line in given:
        if language not in labels:
            top.problem(f"'{language[:20]}' has no words under 'label'; add them.", line)
    return tuple(language for language, _ in given)


def _note(part: Fields) -> Mapping[str, str]:
    found = words(part, "text")
    part.end()
    return found


def _section(part: Fields, reader: FieldReader) -> FormSection:
    id_, labels = part.text("id"), reader.labels(part, "label")
    fields: list[FormField] = [found for inner in part.parts("fields") if (found := reader.field(inner)) is not None]
    part.end()
    return FormSection(id_, labels, tuple(fields))
