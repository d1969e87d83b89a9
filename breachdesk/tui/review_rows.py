"""The side of the review screen: where a sentence comes from, what is open, what was said, what changed, and who said yes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from breachdesk.domain.draft_check import Remark, Weight
from breachdesk.domain.incident import Approval
from breachdesk.domain.review import PlacedComment
from breachdesk.domain.word_diff import Change, ChangedParagraph
from breachdesk.services.faces import Face
from breachdesk.services.sentence_sources import SourcedSentence, SourceSeen
from breachdesk.services.source_words import hand_words, review_face, run_words, said_by
from breachdesk.services.times import in_short
from breachdesk.services.views import FOUR_EYES_OFF, signed_lines
from breachdesk.tui.lines import Line
from breachdesk.tui.review_reading import Reading, comments_at
from breachdesk.tui.row_list import Cell, Row

SOURCE, OPEN, COMMENT, ELSEWHERE = "source:", "open:", "comment:", "elsewhere:"
FIRST_CHANGES = 3
QUOTED = 40
BLOCKS = "BLOCKS"
APPROVED, APPROVED_ALONE = Face("approved", "✓", "done"), Face("approved, four eyes off", "!", "urgent")
VOID = Face("approved, but void", "⊘", "urgent")


def side_rows(reading: Reading, key: str) -> list[Row]:
    """Give the side as it stands for one row of the text; what can be chosen leads somewhere."""
    rows: list[Row] = []
    sections = (_origin(reading, key), _open(reading), _comments(reading, key), _since(reading), _state(reading))
    for number, section in enumerate(sections):
        rows += [Row(f"#gap{number}", (Cell(""),), selectable=False)] if rows and section else []
        rows += [_numbered(row, f"{number}.{at}") for at, row in enumerate(section)]
    return rows


def brief_lines(reading: Reading, key: str) -> list[Line]:
    """Give the side in four lines, for 80 columns: where the sentence comes from, and how much else there is."""
    lines = [_line(row) for row in _origin(reading, key)[1:]][:3]
    open_ = sum(one.is_open for one in reading.comments)
    blocks = sum(remark.weight is Weight.BLOCKING for remark in reading.remarks)
    face = state_face(reading)
    parts = ["" if face.tone == "waiting" else str(face), f"{blocks} {BLOCKS}" if blocks else ""]
    parts.append(f"{len(reading.remarks)} still open")
    parts.append(f"{open_} comment{'s' if open_ != 1 else ''}" if open_ else "")
    parts.append(f"! {reading.stale} out of date" if reading.stale else "")
    parts.append("" if reading.four_eyes else "! four-eyes off")
    return [*lines, Line(" · ".join(part for part in (*parts, "Tab shows all") if part), "muted")]


def state_face(reading: Reading) -> Face:
    """Say where a text stands: approved, followed, sent back, or waiting."""
    state = reading.state
    if reading.why_void:
        return VOID
    if state.approval is not None:
        return APPROVED if state.approval.four_eyes else APPROVED_ALONE
    if state.revision.number < state.of:
        return Face(f"followed by revision {state.of}", "", "muted")
    return review_face(reading.incident, state.revision) or Face("waits for DPO", "◷", "waiting")


def _origin(reading: Reading, key: str) -> list[Row]:
    one = reading.at(key)
    if one is None:
        return [_head("THE SUBJECT"), _note(_subject_words(reading), "muted")]
    head = _head("THIS SENTENCE COMES FROM")
    if not one.sources:
        return [head, _note(hand_words(one), "waiting" if one.is_by_hand else "muted")]
    return [head, *(row for source in one.sources for row in _source(source, reading.incident.zone)), *_hand(one)]


def _subject_words(reading: Reading) -> str:
    revision = reading.revision
    return f"written by {revision.author}" if revision.is_by_hand else f"made from the template {revision.template}"


def _hand(one: SourcedSentence) -> Iterator[Row]:
    if one.by:
        yield _note(f"last edited by {one.by} in revision {one.number}", "muted")


def _source(source: SourceSeen, zone: str) -> Iterator[Row]:
    yield Row(f"{SOURCE}{source.id}", (Cell(f"{source.label}: {source.then}", 0),))
    yield _note(said_by(source, zone), "muted", 2)
    if source.is_changed:
        yield _note(f"! changed since: was {source.then}, now {source.now}", "urgent", 2)


def _open(reading: Reading) -> list[Row]:
    remarks = reading.remarks
    if not remarks:
        return [_head("STILL OPEN  0"), _note("nothing the law asks for is missing", "done")]
    return [_head(f"STILL OPEN  {len(remarks)}"), *(_remark(at, same) for at, same in gathered(remarks).items())]


def gathered(remarks: Sequence[Remark]) -> dict[int, list[Remark]]:
    """Give remarks that say the same together, under the place of the first; ten sentences without a fact are one line."""
    found: dict[tuple[str, str], int] = {}
    together: dict[int, list[Remark]] = {}
    for at, remark in enumerate(remarks):
        together.setdefault(found.setdefault((remark.code, remark.says), at), []).append(remark)
    return together


def next_of(same: Sequence[Remark], paragraph: int) -> int:
    """Give the next paragraph that such remarks are about, from the first again after the last."""
    places = sorted({remark.paragraph for remark in same})
    return next((place for place in places if place > paragraph), places[0])


def _remark(at: int, same: Sequence[Remark]) -> Row:
    remark = same[0]
    sign = f"⊘ {BLOCKS}" if remark.weight is Weight.BLOCKING else "?" if remark.code == "missing" else "·"
    times = f" {len(same)} ×" if len(same) > 1 else ""
    quote = f" “{brief_quote(remark.quote)}”" if remark.quote and len(same) == 1 else ""
    source = f" ({remark.source})" if remark.source else ""
    return Row(f"{OPEN}{at}", (Cell(f"{sign}{times} {remark.says}{quote}{source}", 0, _tone(remark)),))


def brief_quote(words: str) -> str:
    """Give the beginning of what a remark is about."""
    line = " ".join(words.split())
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 1]}…"


def _tone(remark: Remark) -> str:
    return "urgent" if remark.weight is Weight.BLOCKING else "waiting" if remark.code == "missing" else "calm"


def _comments(reading: Reading, key: str) -> list[Row]:
    here = comments_at(reading.comments, reading.paragraph_of(key))
    others = [one for one in reading.comments if one.is_open and one not in here]
    if not here and not others:
        return []
    rows = [_head("COMMENTS HERE" if here else "COMMENTS")]
    for one in here:
        rows += _comment(one, reading.incident.zone)
    rows += [_note("open elsewhere", "muted")] if here and others else []
    return [*rows, *(_elsewhere(one) for one in others)]


def _comment(one: PlacedComment, zone: str) -> Iterator[Row]:
    said = one.comment
    face = Face("open", "◷", "waiting") if one.is_open else Face("settled", "✓", "muted")
    yield Row(f"{COMMENT}{said.id}", (Cell(f"{face} {said.id}: {said.text}", 0, face.tone),))
    yield _note(f"{said.by}, {in_short(said.at, zone)}, revision {said.number}", "muted", 2)
    if said.settled_at is not None:
        yield _note(f"{said.settled_by}: {said.answer}", "muted", 2)


def _elsewhere(one: PlacedComment) -> Row:
    where = "its paragraph is gone" if one.paragraph is None else f"paragraph {one.paragraph}" if one.paragraph else "the whole"
    return Row(f"{ELSEWHERE}{one.comment.id}", (Cell(f"open ◷ {one.comment.id}, {where}: {one.comment.text}", 0, "waiting"),))


def _since(reading: Reading) -> list[Row]:
    since = reading.since
    if since is None:
        return []
    added, removed = since.counts
    head = _head(f"SINCE REVISION {since.old}")
    if not since.changed:
        return [head, _note("no word changed, only spaces or line ends", "muted")]
    places = len(since.changed)
    rows = [head, _note(f"+{added} −{removed} words in {places} paragraph{'s' if places != 1 else ''}; d shows them", "calm")]
    return [*rows, *(_note(_change_words(one), "muted", 2) for one in since.changed[:FIRST_CHANGES])]


def _change_words(paragraph: ChangedParagraph) -> str:
    runs = [run_words(run) for run in paragraph.runs if run.change is not Change.KEPT]
    words = " … ".join(runs)
    return words if len(words) <= 160 else f"{words[:159]}…"


def _state(reading: Reading) -> list[Row]:
    state, incident = reading.state, reading.incident
    face = state_face(reading)
    rows = [_head("STATE")]
    if state.approval is not None:
        rows += _approval(reading, state.approval)
    else:
        rows.append(_note(str(face), face.tone))
    if not reading.four_eyes:
        rows.append(_note(f"! {FOUR_EYES_OFF}", "urgent"))
    if state.changes_asked is not None:
        asked = state.changes_asked
        rows.append(_note(f"{asked.by}, {in_short(asked.at, incident.zone)}: {asked.reason}", "urgent", 2))
    if state.facts_changed:
        many = "s are" if reading.stale != 1 else " is"
        stale = f"; {reading.stale} sentence{many} out of date (!)" if reading.stale else ""
        rows.append(_note(f"! the facts have changed since{stale}; n drafts anew", "urgent"))
    rows.append(_note(f"written by {reading.revision.author}, {in_short(reading.revision.written_at, incident.zone)}", "calm"))
    return rows


def _approval(reading: Reading, approval: Approval) -> Iterator[Row]:
    """Say who approved, with which key, and whether that still holds: a yes is for one text and all that goes with it."""
    face = state_face(reading)
    yield _note(f"{face} {approval.by}", face.tone)
    yield _note(f"{in_short(approval.at, reading.incident.zone)}, text {reading.revision.sha256[:12]}", "muted", 2)
    for line in signed_lines(approval):
        yield _note(line, "muted", 2)
    if reading.why_void:
        yield _note(f"! holds no more: {reading.why_void}", "urgent", 2)
        return
    yield _note("holds ✓ for this text as it was signed", "done", 2)
    if approval.manifest is not None and approval.manifest.addressees:
        yield _note("list and way of sending are held to it when it goes", "muted", 2)


def _head(text: str) -> Row:
    return Row("", (Cell(text, 0, "muted"),), selectable=False)


def _note(text: str, tone: str, indent: int = 0) -> Row:
    return Row("", (Cell(text, 0, tone),), indent=indent, selectable=False)


def _numbered(row: Row, number: str) -> Row:
    return row if row.key else Row(f"#{number}", row.cells, row.tone, row.indent, row.selectable)


def _line(row: Row) -> Line:
    return Line(" " * row.indent + row.cells[0].text, row.cells[0].tone or row.tone)
