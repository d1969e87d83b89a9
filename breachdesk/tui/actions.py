"""One table of everything a key can do: bindings, the key line, help and the palette all read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does on some screens."""

    id: str
    """Name of the `action_…` method, of the screen or of the app."""

    key: str
    shown_key: str
    label: str
    """One or two words for the key line."""

    help: str
    """A sentence for help and palette."""

    screens: tuple[str, ...]
    in_line: bool = True
    """Stands in the key line, as far as it fits."""

    @property
    def does(self) -> str:
        """What the key runs; a screen does not look further than itself by its own."""
        return f"app.{self.id}" if self.id in OF_THE_APP else self.id


OF_THE_APP = frozenset({"command_palette", "toggle_look", "quit", "injects"})

BEHIND = ("notices", "form", "review", "timeline", "outbox", "handover", "after", "actions", "figures")
EVERYWHERE = ("home", "incident", "assessment", "law", "scope", *BEHIND)
INSIDE = EVERYWHERE[1:]

ACTIONS: tuple[Action, ...] = (
    Action("choose", "enter", "enter", "open", "Open what the cursor is on.", ("home", "notices"), True),
    Action("new_incident", "n", "n", "new incident", "Open an incident: the clock starts from awareness.", ("home",)),
    Action("actions", "a", "a", "actions", "What is still to be done after all incidents, by day.", ("home",)),
    Action("choose", "enter", "enter", "answer", "Choose the line under the cursor and save it.", ("incident",)),
    Action("next_step", "n", "n", "next", "Go to the step that matters now.", ("incident",)),
    Action("why", "w", "w", "why?", "All about this step: source, evidence, if it cannot be done.", ("incident",)),
    Action("evidence", "e", "e", "evidence…", "Record what was kept for this step, and see it.", ("incident",)),
    Action("scope", "o", "o", "scope", "Tick the systems that were hit; see whom it touches.", ("incident",)),
    Action("handover", "h", "h", "hand over", "All the next shift must know, on one screen.", ("incident",)),
    Action("skip_step", "s", "s", "skip…", "Skip this step; asks for the reason.", ("incident",)),
    Action("block", "z", "z", "blocked…", "Say what holds this step up, and when to look again.", ("incident",)),
    Action("law", "l", "l", "law", "Every duty over all laws, with its clock.", ("incident",)),
    Action("assessment", "v", "v", "assessment", "What the rules weigh and why; try what if.", ("incident",)),
    Action("notices", "d", "d", "drafts", "Notices: draft, review, approve, file, send.", ("incident",)),
    Action("timeline", "t", "t", "timeline", "The record, entry by entry.", ("incident",)),
    Action("other_side", "tab", "Tab", "what follows", "Move to the plan, the step, or what follows.", ("incident",)),
    Action("find_out", "f", "f", "find out", "Go to the question that would settle most.", ("incident",), False),
    Action("situation", "y", "y", "what is usual", "What this situation usually is, and usually brings.", ("incident",), False),
    Action("add_playbook", "p", "p", "playbook…", "Take another playbook in; shows what that changes.", ("incident",), False),
    Action("add_task", "u", "u", "task…", "Add a task of this incident's own to the plan.", ("incident",), False),
    Action("basis", "b", "b", "how do you know", "Say how you know; kept with each answer.", ("incident",), False),
    Action("assign", "a", "a", "owner", "Give this step an owner.", ("incident",), False),
    Action("reopen", "r", "r", "re-open", "Open a step again that was done, skipped or blocked.", ("incident",), False),
    Action("note", "m", "m", "note", "Write a note into the record.", ("incident",), False),
    Action("awareness", "c", "c", "correct awareness", "Correct when you became aware; asks why.", ("incident",), False),
    Action("outbox", "x", "x", "outbox", "Letters: sent, failed, uncertain.", ("incident", "notices"), False),
    Action("after", "A", "A", "after", "Lessons, and actions that outlive the incident.", ("incident",), False),
    Action("toggle_language", "f4", "F4", "NL or EN", "Show the texts of the plan in Dutch or English.", ("incident",), False),
    Action("copy", "y", "y", "copy", "Give the page to the clipboard, as Markdown.", ("handover",)),
    Action("export", "x", "x", "write", "Write the page as Markdown into the workspace's drafts.", ("handover",)),
    Action("hand_over", "h", "h", "hand over to…", "Give the open steps to a name, with a note.", ("handover",)),
    Action("choose", "enter", "enter", "what if…", "Try another answer; nothing of it is saved.", ("assessment",)),
    Action("other_side", "tab", "Tab", "what follows", "Move between the facts and what follows.", ("assessment",)),
    Action("clear", "c", "c", "clear", "Clear what was tried; go back to the facts as they are.", ("assessment",)),
    Action("find_out", "f", "f", "find out", "Go to the step that asks for this fact.", ("assessment",)),
    Action("verdict", "v", "v", "verdict…", "Record what it is, also when it is no breach.", ("assessment",)),
    Action("choose", "enter", "enter", "do…", "Answer, record as done, or turn down.", ("law",)),
    Action("tick", "space", "space", "unfold", "Show the duties of a group one by one.", ("law",)),
    Action("other_side", "tab", "Tab", "read on", "Move between the duties and all about one of them.", ("law",)),
    Action("assessment", "v", "v", "assessment", "What the rules weigh and why; try what if.", ("law",)),
    Action("moments", "m", "m", "moments…", "Say when the first signal came, apart from awareness.", ("law",)),
    Action("proposals", "p", "p", "proposed law", "What would change if a proposal were law.", ("law",)),
    Action("fines", "x", "x", "fines", "The most an authority may fine.", ("law",)),
    Action("tick", "space", "space", "tick", "Tick or untick a system, section or range; at the right: fold.", ("scope",)),
    Action("save_scope", "enter", "enter", "save", "Save as the next version; at the right: change the line.", ("scope",)),
    Action("filter", "slash", "/", "search", "Find by name, id, owner or location while you type.", ("scope",)),
    Action("other_side", "tab", "Tab", "what follows", "Move between the systems and what follows.", ("scope",)),
    Action("rule_out", "x", "x", "rule out…", "It was not touched, because…; once more takes that back.", ("scope",)),
    Action("proposals", "p", "p", "look at", "Show only what may have been reached, or all again.", ("scope",)),
    Action("differences", "d", "d", "differences", "All that saving would change, and every version.", ("scope",)),
    Action("mark_range", "v", "v", "range", "Begin a range: move, then space ticks all of it.", ("scope",), False),
    Action("range_down", "shift+down", "shift+↓", "range down", "Take the row below into the range.", ("scope",), False),
    Action("range_up", "shift+up", "shift+↑", "range up", "Take the row above into the range.", ("scope",), False),
    Action("fold", "left", "←", "fold", "Fold the section or table the cursor is in.", ("scope",), False),
    Action("unfold", "right", "→", "unfold", "Open the section or table under the cursor.", ("scope",), False),
    Action("fold_all", "z", "z", "fold all", "Fold all sections of systems, or open all.", ("scope",), False),
    Action("group_by", "b", "b", "by…", "Systems by kind, owner, location, processor or name.", ("scope",), False),
    Action("number", "n", "n", "number…", "State how many people of a group there are.", ("scope",), False),
    Action("window", "w", "w", "days…", "Only data kept, or collected, in these days.", ("scope",), False),
    Action("undo", "u", "u", "undo", "Take the last change back.", ("scope",), False),
    Action("read_on", "r", "r", "read why", "Go into the reasons at the bottom, with more room.", ("scope",), False),
    Action("save_scope", "ctrl+s", "ctrl+s", "save the scope", "Save as the next version, from anywhere.", ("scope",), False),
    Action("new_draft", "n", "n", "draft…", "Write a notice from the facts as they are.", ("notices",)),
    Action("fill_form", "f", "f", "form", "Fill the authority's own form, beside its portal.", ("notices",)),
    Action("copy", "y", "y", "copy, next", "Give the answer to the clipboard and go to the next field.", ("form",)),
    Action("choose", "enter", "enter", "answer…", "Answer this field by hand; that wins over the facts.", ("form",)),
    Action("next_unknown", "n", "n", "next open", "Go to the next field without an answer.", ("form",)),
    Action("confirm", "c", "c", "confirm", "Stand by this answer as it is; it is yours from then on.", ("form",)),
    Action("unknown", "u", "u", "unknown", "Say that nobody can tell yet.", ("form",)),
    Action("not_applicable", "x", "x", "not asked…", "Say that the portal does not ask it, and why.", ("form",)),
    Action("other_side", "tab", "Tab", "read on", "Move between the fields and all about one of them.", ("form",)),
    Action("clear", "r", "r", "take back", "Take an answer by hand back; the facts speak again.", ("form",), False),
    Action("other_form", "o", "o", "other form…", "Take another authority's form.", ("form",), False),
    Action("toggle_language", "f4", "F4", "language", "Show the form in its next language.", ("form",), False),
    Action("approve", "a", "a", "approve…", "Approve exactly this text, as the DPO.", ("review",)),
    Action("comment", "c", "c", "comment…", "Say something about the paragraph the cursor is in.", ("review",)),
    Action("diff", "d", "d", "diff", "Show what changed since the revision before, word by word.", ("review",)),
    Action("other_side", "tab", "Tab", "behind it", "Move between the text and what stands behind it.", ("review",)),
    Action("edit", "e", "e", "edit", "Edit the text; saves the next revision.", ("review",)),
    Action("request_changes", "r", "r", "send back…", "Ask for changes: nobody can approve this text as it is.", ("review",)),
    Action("settle", "t", "t", "settle…", "Answer a comment, or say what was changed.", ("review",)),
    Action("choose", "enter", "enter", "go to…", "Go to the question that this comes from or waits for.", ("review",)),
    Action("new_draft", "n", "n", "draft…", "Write it anew from the facts as they are.", ("review",)),
    Action("file", "f", "f", "file…", "Record that it was filed in the authority's portal.", ("review",)),
    Action("send", "s", "s", "send…", "Send it: one person, one letter.", ("review",)),
    Action("export", "x", "x", "export", "Write it as Markdown and .eml.", ("review",)),
    Action("withdraw", "w", "w", "withdraw", "Take back the approval; asks why.", ("review",), False),
    Action("edit_outside", "E", "E", "own editor", "Edit in the editor VISUAL or EDITOR names.", ("review",), False),
    Action("word", "m", "m", "Word…", "Write it as a DOCX, or take an edited one in.", ("review",), False),
    Action("diff_with", "D", "D", "diff with…", "Compare with any older revision, word by word.", ("review",), False),
    Action("paragraph_up", "left_square_bracket", "[", "paragraph up", "Go to the paragraph before.", ("review",), False),
    Action("paragraph_down", "right_square_bracket", "]", "paragraph down", "Go to the next paragraph.", ("review",), False),
    Action("older", "less_than_sign", "<", "older", "Show the revision before.", ("review",), False),
    Action("newer", "greater_than_sign", ">", "newer", "Show the revision after.", ("review",), False),
    Action("choose", "enter", "enter", "settle…", "Settle an uncertain letter.", ("outbox",)),
    Action("choose", "enter", "enter", "settle…", "Record that the action was done, or drop it.", ("after", "actions")),
    Action("root_cause", "r", "r", "root cause…", "Say what it came from.", ("after",)),
    Action("held", "h", "h", "held…", "Say which measure did what it was for.", ("after",)),
    Action("change", "c", "c", "change…", "Say what should be different next time.", ("after",)),
    Action("agree", "a", "a", "action…", "Agree on something to do, with an owner and a day.", ("after",)),
    Action("after", "A", "A", "its incident", "Lessons and actions of the incident it came from.", ("actions",)),
    Action("settled", "s", "s", "settled", "Show what is done or dropped too, or hide it.", ("actions",)),
    Action("choose", "enter", "enter", "incidents…", "The incidents behind this figure; go to one of them.", ("figures",)),
    Action("other_side", "tab", "Tab", "read on", "Move between the charts and what stands behind one.", ("figures",)),
    Action("since", "s", "s", "since…", "Count only incidents from a day on.", ("figures",)),
    Action("back", "escape", "esc", "back", "Go back; everything shown as saved is saved.", INSIDE),
    Action("help", "f1", "F1", "help", "What this screen is for, and its keys.", EVERYWHERE),
    Action("command_palette", "ctrl+p", "ctrl+p", "everything", "Find every action and incident by name.", EVERYWHERE),
    Action("toggle_look", "f3", "F3", "light or dark", "Change between light and dark.", EVERYWHERE, False),
    Action("quit", "q", "q", "quit", "Leave; nothing shown as saved is lost.", ("home",)),
    Action("figures", "f", "f", "figures", "How long things took and what was on time, over all incidents.", ("home",)),
)


IN_DRILLS: tuple[Action, ...] = (
    Action("injects", "i", "i", "injects", "What came in during this exercise.", EVERYWHERE),
    Action("pause", "p", "p", "pause", "Let the clock of the exercise stand still, or run on.", ("injects",)),
    Action("back", "escape", "esc", "back", "Go back; everything shown as saved is saved.", ("injects",)),
    Action("help", "f1", "F1", "help", "What this screen is for, and its keys.", ("injects",)),
    Action("command_palette", "ctrl+p", "ctrl+p", "everything", "Find every action and incident by name.", ("injects",)),
    Action("toggle_look", "f3", "F3", "light or dark", "Change between light and dark.", ("injects",), False),
)
"""What keys do only in an exercise; in earnest they say so, and stand in no line, help or palette."""


def actions_of(screen: str, in_drill: bool = False) -> tuple[Action, ...]:
    """Give what keys do on a screen, in the order of the key line.

    Args:
        in_drill: The desk plays an exercise.
    """
    extra = IN_DRILLS if in_drill or screen not in EVERYWHERE else ()
    return tuple(action for action in (*extra, *ACTIONS) if screen in action.screens)


def key_pairs(screen: str, in_drill: bool = False) -> list[tuple[str, str]]:
    """Give key and label for the key line."""
    return [(action.shown_key, action.label) for action in actions_of(screen, in_drill) if action.in_line]


HELP: dict[str, str] = {
    "home": "All incidents, the one with the least time left first. The line at the top says what is due next "
    "and when somebody last looked for due reminders.",
    "incident": "Left the plan, in the middle the one step you are at, right what follows from what is known. "
    "Answers are saved at once. 'Not known yet' is a good answer: it parks the question and holds up nothing.",
    "assessment": "Left every fact the rules or ENISA's method weigh, what would settle most first; right what follows, each "
    "reason with its provision and the facts it rests on. Enter tries another answer: marked as a what-if, gone when you "
    "leave.",
    "law": "Every duty, whether the law that asks for it applies here or not. What cannot be told yet stands under the one "
    "answer it waits for. A line is closed by what was done or by a decision with reasons, never by silence.",
    "scope": "Tick the systems that were hit. Whom and what that touches follows at once; each line says at the bottom which "
    "row it comes from. 'reach 1' is a proposal: tick it, or rule it out and say how you know. At least and at most are "
    "honest: overlap is counted once at least and added up at most; '=' was counted on lists of people.",
    "notices": "Every notice of this incident with its newest revision. A notification goes to the authority through "
    "its portal; a communication goes to people by mail.",
    "form": "The authority's own form, in the order of its portal: fill the portal beside it. ✓ filled, ! to confirm, ? not "
    "known yet, ✎ for you to say, – not asked in this case. y copies an answer and steps on. What only the inventory says is "
    "to be confirmed: it may hold more than leaked.",
    "handover": "All the next shift must know: where it stands, what is known and decided, what the law asks, the next best "
    "steps, what is open, held up, kept as evidence and done since the last hand-over. What this window has no room for is "
    "counted here and written whole by x.",
    "review": "Exactly the text that would be filed or sent, one sentence a line. Beside it: the facts a sentence comes from, "
    "what is still open, what was said, what changed. '!' before a sentence: its facts changed since. 'c': a comment is open. "
    "A DPO other than its author approves it; any later change voids that. While your own editor is open (E) the desk stands "
    "still, and looks for no reminders.",
    "timeline": "Everything anybody did, in order. Nothing is changed or removed; a correction is a new entry.",
    "outbox": "One letter a person. 'Uncertain' means the server may have it: look at the server's log, then settle "
    "it. It is never sent again by itself.",
    "after": "What it came from, what held, what to change; and actions with an owner and a day. They go on when the incident "
    "is closed: closing waits for none of them. Nothing said here is changed later; another lesson follows.",
    "actions": "What was agreed on after incidents and is not done, late first, then by day. Reminders of actions stand on the "
    "screen only: no mail is sent.",
    "figures": "Each bar is filled to the median and drawn on to the longest; all are on one scale. Unknown is never nought: "
    "'2 of 3' says of how many incidents a figure was worked out. Below stands what it means, and what each incident says.",
}
"""What each screen is for."""

HELP_IN_DRILLS: dict[str, str] = {
    "injects": "Everything that came in during this exercise, as it stands in the timeline. Nothing of it is real, nothing is "
    "sent, and the register of your own workspace knows nothing of it.",
}


def help_of(screen: str) -> str:
    """Give what a screen is for."""
    return HELP.get(screen) or HELP_IN_DRILLS[screen]
