"""Shaping the plan of one incident by keys: block a step, add a task or a playbook, keep evidence, say what is usual."""

from __future__ import annotations

from collections.abc import Mapping

from breachdesk.domain.incident import Incident
from breachdesk.domain.playbook import in_language
from breachdesk.services.shaping import NewTask
from breachdesk.services.times import in_short, read_later
from breachdesk.tui.dialogs import Field, Pick, some_words
from breachdesk.tui.handover_screen import HandoverScreen
from breachdesk.tui.incident_acts import IncidentActs
from breachdesk.tui.incident_state import USUAL_FOR
from breachdesk.tui.lines import Line
from breachdesk.tui.plan_question import ask_for_playbook
from breachdesk.tui.reading_dialog import Reading
from breachdesk.tui.step_words import situation_lines

YES, NO = "yes", "no"
NEW = "new"


class IncidentShaping(IncidentActs):
    """The keys that change the plan itself, or what is kept beside it."""

    def action_block(self) -> None:
        """Say that this step cannot go on, why, and when to look at it again."""
        planned, actor, block = self.planned, self.desk_app.actor, self.desk.shaping.block
        step, zone = planned.step, self.view.incident.zone
        cannot = in_language(step.cannot, self.language)
        hint = "whom or what it waits for; doing it or opening it again ends that"
        fields = [
            Field("reason", "What holds it up?", "", f"if it cannot be done: {cannot}" if cannot else hint, some_words),
            Field("until", "When to look at it again?", "", f"+4h, +30m, or a time in {zone}; may be empty", self._later),
        ]

        def save(said: Mapping[str, str]) -> Incident:
            return block(self._ref, step.id, said["reason"], actor, said["until"])

        self.fill_and_save(f"Blocked: {step.title(self.language)}", fields, save, "blocked", self._after)

    def action_add_task(self) -> None:
        """Put a task of this incident's own into the plan."""
        actor, add, zone = self.desk_app.actor, self.desk.shaping.add_task, self.view.incident.zone
        phases = {phase.id: phase.title(self.language) for phase in self.view.plan.playbook.phases}
        here = self.view.plan.playbook.phase_of(self.current).id
        fields = [
            Field("title", "What is to be done?", "", "a few words, as the plan will show them", some_words),
            Field("why", "Why?", "", "may be empty", None),
            Field("due", "By when?", "", f"+4h, +30m, or a time in {zone}; may be empty", self._later),
            Field("phase", "In which phase?", here, ", ".join(phases), None),
            Field("must", "Must it be done before closing?", NO, f"{YES} or {NO}", _yes_or_no),
        ]

        def save(said: Mapping[str, str]) -> Incident:
            must = said["must"].strip().lower() == YES
            return add(self._ref, NewTask(said["title"], said["phase"].strip(), said["why"], said["due"], must), actor)

        self.fill_and_save("A task of this incident", fields, save, "task added", self._after)

    def action_add_playbook(self) -> None:
        """Take another playbook into this incident, after a look at what that changes."""
        ask_for_playbook(self)

    def action_evidence(self) -> None:
        """Put on record what was kept for this step; where something was, it is listed first."""
        kept = self.view.incident.evidence.get(self.current, ())
        if not kept:
            self._keep_evidence()
            return
        zone = self.view.incident.zone
        rows = [(str(at), p.what, f"at {p.where}; {p.by}, {in_short(p.at, zone)}") for at, p in enumerate(kept)]

        def picked(key: str | None) -> None:
            if key == NEW:
                self._keep_evidence()
            elif key is not None:
                piece = kept[int(key)]
                digest = Line(f"sha256 {piece.sha256}" if piece.sha256 else "no fingerprint was given", "muted")
                lines = [Line(piece.what), Line(f"at {piece.where}"), Line(f"{piece.by}, {in_short(piece.at, zone)}"), digest]
                self.app.push_screen(Reading("Kept as evidence", lines))

        self.app.push_screen(Pick("Evidence of this step", [(NEW, "record what was kept…", ""), *rows], below=True), picked)

    def _keep_evidence(self) -> None:
        step, actor, keep = self.planned.step, self.desk_app.actor, self.desk.shaping.keep_evidence
        wanted = in_language(step.evidence, self.language)
        fields = [
            Field("what", "What was kept?", "", wanted or "a file, a photo, a mail; a few words", some_words),
            Field("where", "Where does it lie?", "", "a folder, a safe, a ticket; so that others find it", some_words),
            Field("sha256", "Its fingerprint, if it is a file?", "", "what `sha256sum FILE` gives; may be empty", None),
        ]

        def save(said: Mapping[str, str]) -> Incident:
            return keep(self._ref, step.id, said["what"], said["where"], actor, said["sha256"])

        self.fill_and_save(f"Evidence: {step.title(self.language)}", fields, save, "evidence on record", self._after)

    def action_situation(self) -> None:
        """Say what this situation usually is: its signs, where to look, what to keep, what follows, what helps."""
        language, facts = self.language, self._facts
        labels = {id_: {o.id: o.label(language) for o in facts[id_].options} for id_ in USUAL_FOR if id_ in facts}
        lines = situation_lines(self.situations, labels, language)
        self.app.push_screen(Reading("What this usually is; hints, nothing is taken as answered", lines))

    def action_handover(self) -> None:
        """See all the next shift must know on one screen, and hand over."""
        self.app.push_screen(HandoverScreen(self.incident_id))

    def _later(self, text: str) -> str | None:
        if not text.strip():
            return None
        return self.desk_app.problem_with(lambda: read_later(text, self.view.incident.zone, self.desk.now()))


def _yes_or_no(text: str) -> str | None:
    return None if text.strip().lower() in (YES, NO) else f"Write {YES} or {NO}."
