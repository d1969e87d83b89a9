"""Filling an authority's own form for an Incident: which form, what each field says now, and what a person answers by hand."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.facts import Answer, Known, NotApplicable, Unknown, read_answer
from breachdesk.domain.filled_form import FilledForm
from breachdesk.domain.foreign import clean_line, clean_text
from breachdesk.domain.form_case import FormCase
from breachdesk.domain.form_filling import fill, said_complete
from breachdesk.domain.form_words import option_by_words
from breachdesk.domain.forms import FieldKind, FieldOption, Form, FormField
from breachdesk.domain.incident import Incident
from breachdesk.domain.timeline import Act, FormFieldAnswered
from breachdesk.services.assessing import Assessing
from breachdesk.services.organisation import facts_with_organisation
from breachdesk.services.ports import CaseStore, Catalogues, Now, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.scoping import inventory_in_use
from breachdesk.services.times import read_instant

COMMON = "edpb"
"""The form that stands in where an authority has none of its own here."""

UNDETERMINED = "undetermined"


class Filling:
    """One use case a method."""

    def __init__(
        self, store: CaseStore, catalogues: Catalogues, assessing: Assessing, recorder: Recorder, now: Now
    ) -> None:
        self._store = store
        self._catalogues = catalogues
        self._assessing = assessing
        self._recorder = recorder
        self._now = now

    def forms(self) -> tuple[Form, ...]:
        """Give every form, by id."""
        forms = self._catalogues.forms()
        return tuple(forms[id_] for id_ in sorted(forms))

    def form(self, id_: str) -> Form:
        """Give a form by id.

        Raises:
            NotFound: there is none; the nearest is named.
        """
        forms = self._catalogues.forms()
        if id_ not in forms:
            near = get_close_matches(id_[:60], forms, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" There are: {', '.join(sorted(forms)) or 'none'}."
            raise NotFound(f"There is no form '{id_[:60]}'.{hint}")
        return forms[id_]

    def form_for(self, incident: Incident) -> Form:
        """Give the form of an Incident's authority, or the common one where it has none of its own here.

        Raises:
            NotFound: there is no common one either.
        """
        for form in self.forms():
            if incident.authority.id in form.authorities:
                return form
        return self.form(COMMON)

    def filled(self, incident: Incident, form: str = "", language: str = "") -> FilledForm:
        """Fill a form from what is known now; nothing is saved.

        Args:
            incident: The Incident.
            form: Id of a form; that of the Incident's authority if left out.
            language: Of labels and answers; the form's own if left out.

        Raises:
            NotFound: there is no such form, or no inventory yet.
            WrongInput: the form has no labels in that language.
        """
        chosen = self.form(form) if form else self.form_for(incident)
        hands = incident.form_answers.get(chosen.id, {})
        return fill(chosen, self._case(incident), self._catalogues.facts(), hands, language or chosen.languages[0])

    def answer(self, name: str, form: str, field: str, text: str, by: str) -> Incident:
        """Answer a field by hand; that wins over what the facts say, until it is cleared.

        Args:
            name: Id or reference of the Incident.
            form: Id of the form; that of the Incident's authority where it is empty.
            field: Id of the field.
            text: The answer as typed: text, an option's id or words, several parted by commas or semicolons, a day or
                time, `unknown`, or `n/a: reason`.
            by: Who answers.

        Raises:
            NotFound: there is no such form, field or option.
            WrongInput: it is no answer to that field.
            NotAllowed: the Incident is closed, or the option may be chosen only while the form is not complete.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            chosen = self.form(form) if form else self.form_for(incident)
            asked = chosen.field(field)
            answer = read_field(asked, text, incident.zone, self._now())
            self._refuse_open(chosen, asked, answer, incident)
            return [FormFieldAnswered(chosen.id, asked.id, answer)]

        return self._recorder.record(name, by, decide)

    def clear(self, name: str, form: str, field: str, by: str) -> Incident:
        """Take a hand answer back, so that the facts speak again.

        Raises:
            NotAllowed: nobody answered that field by hand, or the Incident is closed.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            chosen = self.form(form) if form else self.form_for(incident)
            asked = chosen.field(field)
            if asked.id not in incident.form_answers.get(chosen.id, {}):
                raise NotAllowed(f"Nobody answered field {asked.id} of '{chosen.id}' by hand; there is nothing to take back.")
            return [FormFieldAnswered(chosen.id, asked.id, None)]

        return self._recorder.record(name, by, decide)

    def _case(self, incident: Incident) -> FormCase:
        stored = inventory_in_use(self._store)
        judgement = self._assessing.judge(incident)
        risk = judgement.assessment.risk.value
        return FormCase(
            incident=incident,
            facts=facts_with_organisation(incident, stored),
            inventory=stored.inventory,
            now=self._now(),
            risk="" if risk == UNDETERMINED else risk,
            severity=judgement.severity.band.id if judgement.severity.band else "",
        )

    def _refuse_open(self, form: Form, asked: FormField, answer: Answer, incident: Incident) -> None:
        """Refuse an option that says `not yet` where somebody said that the notification is complete."""
        value = answer.value if isinstance(answer, Known) else ""
        ids = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        only = [option for option in asked.options if option.id in ids and option.only_incomplete]
        complete = said_complete(form, incident.form_answers.get(form.id, {}))
        if only and complete:
            raise NotAllowed(
                f"'{only[0].id}' of field {asked.id} may be chosen only while the notification is not complete, and field "
                f"{complete} says that it is; answer that one anew first."
            )


def read_field(asked: FormField, text: str, zone: str, now: datetime) -> Answer:
    """Read what a person typed into a field.

    Raises:
        WrongInput: it is no answer to that field.
        NotFound: none of the options is meant.
    """
    words = clean_text(text, f"answer to field {asked.id}")
    if words.lower() == "unknown" and "unknown" not in (option.id for option in asked.options):
        return Unknown()
    if words.lower().startswith("n/a") and not words[3:4].isalnum():
        return NotApplicable(clean_line(words[3:].lstrip(" :,-"), "reason why it does not apply", 500))
    if asked.kind.is_chosen:
        return _chosen(asked, words)
    if asked.kind is FieldKind.NUMBER:
        return read_answer(asked.question, words)
    if asked.kind is FieldKind.DATE:
        return Known(_day(asked, words))
    if asked.kind is FieldKind.INSTANT:
        return Known(read_instant(words, zone, now).isoformat())
    return Known(words if asked.kind is FieldKind.AREA else clean_line(words, f"answer to field {asked.id}", 500))


def _chosen(asked: FormField, words: str) -> Known:
    options = _meant(asked, words)
    if asked.kind is FieldKind.CHOICES:
        return Known(tuple(dict.fromkeys(option.id for option in options)))
    if len(options) > 1:
        raise WrongInput(f"Field {asked.id} takes one option, and {len(options)} were given; name one.")
    return Known(options[0].id)


def _meant(asked: FormField, words: str) -> list[FieldOption]:
    """Options parted by semicolons, or by commas where their words hold none; their own words may hold commas."""
    parts = [part for part in words.split(";") if part.strip()]
    try:
        return [option_by_words(asked.options, part) for part in parts]
    except NotFound:
        if len(parts) != 1 or "," not in words:
            raise
    return [option_by_words(asked.options, part) for part in words.split(",") if part.strip()]


def _day(asked: FormField, words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError as error:
        raise WrongInput(f"Field {asked.id}: '{words[:40]}' is not a day; write it as 2026-11-23.") from error
