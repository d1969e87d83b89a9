"""Asking for an approval: which DPO, for letters by mail to whom, and what the yes will bind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from breachdesk.domain.addressees import AddresseeList
from breachdesk.domain.draft_check import blocking
from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.approving import MOST_SAID
from breachdesk.services.views import KIND_WORDS
from breachdesk.tui.dialogs import Ask, Confirm, Pick
from breachdesk.tui.phrases import LANGUAGES

if TYPE_CHECKING:
    from breachdesk.tui.review_acts import ReviewActs


def ask_approval(screen: ReviewActs) -> None:
    """Ask which DPO says yes, to what, and bind the yes to the text on the screen."""
    blocked = _what_blocks(screen)
    if blocked:
        screen.refuse(blocked)
        return
    people = screen.desk.approving.approvers()
    if not people:
        screen.refuse("The inventory names nobody as DPO; add the role 'dpo' to a person and import it again.")
        return
    options = [(p.name, p.name, p.email) for p in people]
    screen.app.push_screen(Pick("Which DPO has read this text?", options), lambda dpo: _to_whom(screen, dpo))


def _what_blocks(screen: ReviewActs) -> str:
    """Say what keeps the text from being approved, before anybody is asked anything; empty where nothing does."""
    found = list(dict.fromkeys(remark.says for remark in blocking(screen.reading.remarks)))
    if not found:
        return ""
    said = "\n".join(f"⊘ {says}" for says in found[:MOST_SAID])
    more = f"\nAnd {len(found) - MOST_SAID} more." if len(found) > MOST_SAID else ""
    number = screen.reading.revision.number
    return f"Revision {number} cannot be approved yet:\n{said}{more}\nTab leads to each; e edits, n drafts anew."


def _to_whom(screen: ReviewActs, dpo: str | None) -> None:
    if dpo is None:
        return
    if screen.reading.state.revision.kind is not NoticeKind.COMMUNICATION:
        _confirm(screen, dpo, None)
        return
    default = str(screen.desk_app.front.sample_addressees()) if screen.desk.demo else ""
    hint = "a CSV file, approved with the text; empty: no list yet, and nothing can be sent"
    screen.app.push_screen(Ask("Who gets a letter?", hint, default), lambda path: _read(screen, dpo, path))


def _read(screen: ReviewActs, dpo: str, path: str | None) -> None:
    if path is None:
        return
    if not path.strip():
        _confirm(screen, dpo, None)
        return
    try:
        people = screen.desk_app.front.read_addressees(Path(path.strip()).expanduser())
    except (BreachDeskError, RuntimeError) as error:
        screen.refuse(str(error))
        return
    _confirm(screen, dpo, people)


def _confirm(screen: ReviewActs, dpo: str, people: AddresseeList | None) -> None:
    state = screen.reading.state
    revision = state.revision
    to = f" for {len(people.rows)} addressees" if people else ""
    gaps = f" It names {len(state.gaps)} things that are not known yet." if state.gaps else ""
    stale = " The facts have changed since it was written." if state.facts_changed else ""
    comments = f" Comments still open: {state.open_comments}." if state.open_comments else ""
    alone = "" if screen.desk.approving.four_eyes else " Four-eyes is off here: the author may approve, and the record says so."
    what = f"{KIND_WORDS[revision.kind]}, {LANGUAGES.get(revision.language, revision.language)}"
    words = (
        f"{what}. {dpo} approves exactly this text{to}, fingerprint {revision.sha256[:12]}, and signs it."
        f"{gaps}{stale}{comments}{alone} A later change voids it."
    )
    approve, name, notice = screen.desk.approving.approve, screen.incident_id, screen.notice

    def save(yes: bool | None) -> None:
        if yes:
            screen.act(lambda: approve(name, notice, dpo, revision.number, revision.sha256, people), None, "approved")

    screen.app.push_screen(Confirm(f"Approve revision {revision.number}?", words, "Approve"), save)
