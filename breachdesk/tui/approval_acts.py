"""Asking for an approval: which DPO, for letters by mail to whom, and what the yes will bind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from breachdesk.domain.addressees import AddresseeList
from breachdesk.domain.draft_check import Remark, blocking
from breachdesk.domain.notice_plan import list_beside_scope
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.approving import MOST_SAID
from breachdesk.services.views import KIND_WORDS
from breachdesk.tui.deskscreen import OneIncidentScreen
from breachdesk.tui.dialogs import Confirm, Pick
from breachdesk.tui.list_question import ask_list
from breachdesk.tui.phrases import LANGUAGES
from breachdesk.tui.review_reading import Reading

Shown = Callable[[], Reading]
"""Gives what stands on the screen, as it is when asked."""


def ask_approval(screen: OneIncidentScreen, shown: Shown) -> None:
    """Ask which DPO says yes, to what, and bind the yes to the text on the screen."""
    reading = shown()
    found = blocking(reading.remarks)
    if found:
        screen.refuse(f"Revision {reading.revision.number} cannot be approved yet:\n{_blocked(found)}")
        return
    approval = reading.state.approval
    if approval is not None and not reading.why_void and reading.revision.kind is not NoticeKind.COMMUNICATION:
        screen.say(f"{approval.by} approved exactly this text already; w takes that back.")
        return
    people = screen.desk.approving.approvers()
    if not people:
        screen.refuse("The inventory names nobody as DPO; add the role 'dpo' to a person and import it again.")
        return
    options = [(p.name, p.name, p.email) for p in people]
    screen.app.push_screen(Pick("Which DPO has read this text?", options), lambda dpo: _to_whom(screen, shown, dpo))


def _blocked(found: Sequence[Remark]) -> str:
    """Say what blocks before anybody is asked anything, each thing once."""
    says = list(dict.fromkeys(remark.says for remark in found))
    more = [f"And {len(says) - MOST_SAID} more."] if len(says) > MOST_SAID else []
    said = [f"⊘ {words}" for words in says[:MOST_SAID]]
    return "\n".join([*said, *more, "Tab leads to each; e edits, n drafts anew."])


def _to_whom(screen: OneIncidentScreen, shown: Shown, dpo: str | None) -> None:
    if dpo is None:
        return
    if shown().revision.kind is not NoticeKind.COMMUNICATION:
        _confirm(screen, shown, dpo, None)
        return
    hint = "a CSV file, approved with the text; empty: no list yet, and nothing can be sent"
    ask_list(screen, hint, lambda people: _confirm(screen, shown, dpo, people), may_be_none=True)


def _confirm(screen: OneIncidentScreen, shown: Shown, dpo: str, people: AddresseeList | None) -> None:
    state = shown().state
    revision = state.revision
    to = f" for {len(people.rows)} addressees" if people else ""
    few = list_beside_scope(screen.incident, revision.group, len(people.rows)) if people else ""
    gaps = f" It names {len(state.gaps)} things that are not known yet." if state.gaps else ""
    stale = " The facts have changed since it was written." if state.facts_changed else ""
    comments = f" Comments still open: {state.open_comments}." if state.open_comments else ""
    alone = "" if screen.desk.approving.four_eyes else " Four-eyes is off here: the author may approve, and the record says so."
    what = f"{KIND_WORDS[revision.kind]}, {LANGUAGES.get(revision.language, revision.language)}"
    words = (
        f"{what}. {dpo} approves exactly this text{to}, fingerprint {revision.sha256[:12]}, and signs it."
        f"{f' {few}' if few else ''}{gaps}{stale}{comments}{alone} A later change voids it."
    )
    approve, name, notice = screen.desk.approving.approve, screen.incident_id, revision.notice

    def save(yes: bool | None) -> None:
        if yes:
            screen.act(lambda: approve(name, notice, dpo, revision.number, revision.sha256, people), None, "approved")

    screen.app.push_screen(Confirm(f"Approve revision {revision.number}?", words, "Approve"), save)
