"""The words of the house: one word, one thing, in code, files, screens and letters.

What a word means here and what it must not be mixed up with. The law's own definitions stay in the law;
nothing is decided by this table. Source: GDPR Art. 4, 30, 33, 34, in this house's words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word and what it means here."""

    word: str
    meaning: str
    not_this: str = ""
    """A word people use for it elsewhere, or a thing it is easily taken for."""


GLOSSARY: tuple[Term, ...] = (
    # What happened, and when it was known.
    Term("Incident", "a security event being looked at; it may turn out not to be a breach", "a case or ticket"),
    Term("Breach", "an incident confirmed as a personal data breach, Art. 4(12)", "a leak or hack"),
    Term("Breach kind", "confidentiality, integrity or availability; several may hold", "the cause"),
    Term("Detection", "when somebody noticed", "awareness"),
    Term("Awareness", "when the controller was reasonably certain; the 72 hours run from here", "detection"),
    Term("Timeline entry", "one act in an incident's record; never changed, a correction follows", "a log line"),
    Term("Breach register", "the record of all breaches, notified or not, Art. 33(5)", "an archive"),
    # Who is who.
    Term("Controller", "the organisation that decides why and how personal data are used, Art. 4(7)", "a user"),
    Term("Processor", "a party that handles personal data for the controller, Art. 4(8)", "a piece of code"),
    Term("Authority", "the supervisory authority a notification goes to, Art. 55", "the police"),
    Term("Contact point", "the DPO or other place where more can be learned, Art. 33(3)(b)", "an addressee"),
    Term("Person", "somebody in the house who acts, approves or is reminded", "a data subject"),
    Term("Role", "what a person does in an incident: responder, incident lead, DPO, management", "a job title"),
    Term("Data subject", "a person whose data are concerned", "a user or customer account"),
    Term("Subject group", "a category of data subjects, with its size as far as known", "an audience"),
    # What the organisation holds, and what was touched.
    Term("Inventory", "what the organisation holds: systems, datasets, groups, activities", "what leaked"),
    Term("System", "something that holds or moves data", "an asset"),
    Term("Dataset", "a body of data in one or more systems", "a table"),
    Term("Data category", "a kind of personal data; special where Art. 9 or 10 says so", "a field"),
    Term("Processing activity", "a purpose for which datasets are used, Art. 30", "a running process"),
    Term("Protection", "what keeps a thief of a dataset from reading it: encryption, keys, pseudonyms", "a measure taken"),
    Term("Flow", "data that go from one system to another by themselves", "a transfer to a third country"),
    Term("Credential", "an account, key or token that opens systems, and where it can be found", "the category of data"),
    Term("People list", "the people one system holds, taken in to count them or to write to them", "the inventory"),
    Term("Affected person", "one person on the lists, with only what concerns this person", "a person in the house"),
    Term("Warehouse", "a database where the lists of people lie already; it is asked and never written to", "an inventory"),
    Term("Selection", "which of the people on lists are meant, by system, data, country and language", "a scope"),
    Term("Source row", "the file and line a value was read from", "proof of what leaked"),
    Term("Scope", "whom and what an incident touches, worked out from the inventory row by row", "the harm done"),
    Term("Hit", "what was hit: systems and datasets, the days that matter, and what was ruled out and why", "the scope"),
    Term("Window", "the days in which data were kept, or collected, that count for a scope", "the 72 hours"),
    Term("Reached", "a system not marked as hit that an attacker may have reached, or that holds the same data", "hit"),
    Term("Ruled out", "a system that might have been reached and was not, with the reason", "forgotten"),
    Term("Combination", "kinds of data that together make a harm likely, such as e-mail and password", "a category"),
    Term("Consequence", "what may follow for people from the data touched, Art. 33(3)(c)", "the effect on the organisation"),
    Term("Difference", "what one scope has that another has not, and whose figures moved", "a correction"),
    Term("Count range", "at least and at most; either may be unknown, and unknown is not zero", "one number"),
    # What is known, what the law says, what a person decides.
    Term("Fact", "one answer about an incident with its source; known, not known yet, or not applicable", "a field"),
    Term("Source", "who or what says so, and how they know", "a system the data came from"),
    Term("Assessment", "the judged risk to the people concerned: what is proposed, decided, why, by whom", "a score"),
    Term("Finding", "what the rules propose, with reasons: yes, no, or cannot be told yet", "the decision"),
    Term("Decision", "a person's choice to notify or not, recorded beside what the rules propose", "a finding"),
    Term("Duty", "what the law may ask of the controller: record, notify, tell the people", "a task"),
    Term("Obligation", "one regime's duty towards one addressee, as it stands for one incident", "a wish"),
    Term("Verdict", "what an incident turns out to be: a breach, or why it is none, Art. 4(12)", "the risk"),
    Term("Moment", "an instant before awareness, such as the first signal, with who says so", "awareness"),
    Term("Risk level", "unlikely, risk or high, as far as the rules can tell", "a score"),
    Term("Severity", "the score of a breach by ENISA's method, beside the rules and never merged with them", "a duty"),
    Term("Rule", "one reason for an outcome, when it holds, and where that stands", "a setting"),
    Term("Missing", "an unknown fact that could still change an outcome, the most telling first", "a gap"),
    Term("Law pack", "one regime's rules as dated data with citations", "a setting"),
    Term("Law book", "all packs an incident is worked under, as they stood when it was opened", "the law itself"),
    Term("Duty rule", "a duty one regime may lay on the organisation, towards whom and when", "a duty as it stands"),
    Term("Standing", "whether a duty applies, does not, or cannot be told yet", "what was done about it"),
    Term("Situation", "everything a duty is worked out from: facts, instants, place, decisions", "the incident alone"),
    Term("Place", "where a period is counted: whose wall clock, on which days nobody works", "an address"),
    Term("Clock standing", "a clock as it stands: dated, without length in the law, or not started", "time left"),
    Term("Practice note", "how one country's authority decided where that parts from the common line", "the law"),
    Term("Amendment", "a proposal that is not law, and what it would change; never applied", "a law pack"),
    Term("Fine tier", "the ceiling of a fine for one kind of infringement, Art. 83; information only", "a forecast"),
    Term("Confirmation", "what a decision not to notify waits for, as the house has set", "an approval"),
    Term("Citation", "where a rule stands, and the day somebody last read it there", "a footnote"),
    Term("Clock rule", "one legal period: how long, from what, by which provision", "the time of day"),
    Term("Deadline", "the last instant of a legal period; that instant is still on time", "a due time of the house"),
    Term("Reading", "one way to read a legal period; the strictest is counted down", "a second deadline"),
    # The plan.
    Term("Playbook", "the written plan for one kind of breach", "a runbook"),
    Term("Phase", "a part of a playbook", "a status"),
    Term("Step", "one thing to ask, do or decide in a playbook", "a task"),
    Term("Task", "a step made real for one incident: owner, state, due", "a to-do"),
    Term("Plan", "all playbooks an incident walks and its own tasks, as they stand for it", "a playbook"),
    Term("Profile", "what a situation usually is: signs, where to look, what to keep, what may follow", "an answer"),
    Term("Kept evidence", "what was put aside for a step, where it lies, and its fingerprint", "a note"),
    # What comes after.
    Term("Lesson", "what was learned: the root cause, what held, what to change", "a finding"),
    Term("Action", "something to change afterwards, with an owner and a day; it outlives the incident", "a task"),
    Term("Span", "a stretch of an incident measured afterwards, such as awareness to first scope", "a legal period"),
    Term("Timeliness", "how an incident stands to the period for the authority, with what stands apart", "a grade"),
    # What is written, approved and handed over.
    Term("Notice", "anything we must tell somebody: a notification or a communication", "an alert"),
    Term("Notification", "what goes to the authority, Art. 33", "a reminder"),
    Term("Communication", "what goes to the people concerned, Art. 34", "a newsletter"),
    Term("Supplement", "later information for a notification already made, Art. 33(4)", "a correction of the record"),
    Term("Template", "the words a notice starts from, with slots for facts", "a notice"),
    Term("Gap", "something the law wants in a notice and nobody knows yet", "a mistake"),
    Term("Draft", "a notice being written", "an approved text"),
    Term("Revision", "one saved text of a notice; never edited, only followed", "an edit"),
    Term("Review", "a DPO reads exactly one text before saying yes or no", "a glance at the draft"),
    Term("Approval", "a named DPO's signed yes to exactly one text, its list and its way out", "a yes to later texts"),
    Term("Remark", "something a draft is checked for and found wanting; it blocks an approval or it is advice", "a comment"),
    Term("Manifest", "every input an approval binds: text, template, addressees, channel", "a list of files"),
    Term("Signature", "made over a manifest with the approver's own key", "a name under a letter"),
    Term("Audience", "who a notice is written for: authority, individuals, management and so on", "an addressee"),
    Term("Filing", "the notification as made in the authority's portal; it freezes the clock", "a draft"),
    Term("Form", "an authority's own questionnaire, in its order and words, as it was last read", "a notice"),
    Term("Filled form", "a form for one incident: every field answered, not known yet, or not asked", "a filing"),
    Term("Addressee", "one person a communication goes to", "a recipient, to whom data were disclosed"),
    Term("Delivery", "one letter to one person, and what became of it", "proof that it was read"),
    Term("Reminder", "a nudge inside the house before a deadline; never a notice", "a notification"),
    Term("Rung", "a point on the way to a deadline at which somebody is reminded; house policy", "law"),
    # What is played, and never happened.
    Term("Drill", "an exercise with the real engine, in a workspace of its own, on a clock that runs faster", "an incident"),
    Term("Scenario", "an exercise as it is written: briefing, injects, and what would have been right", "a playbook"),
    Term("Inject", "something that comes in while an exercise runs, by scenario time", "a reminder"),
)
