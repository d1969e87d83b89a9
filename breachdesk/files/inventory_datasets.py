"""The datasets of an inventory: where they live, whose data they hold, for how long, and what protects them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from breachdesk.domain.inventory import CountRange, Dataset, Encryption, Period, Protection, SubjectsHeld
from breachdesk.files.fields import Fields
from breachdesk.files.inventory_ids import Reading
from breachdesk.files.inventory_parties import countries, languages

ENCRYPTED = {
    "yes": Encryption.SOMEHOW,
    "no": Encryption.NONE,
    "disk": Encryption.DISK,
    "content": Encryption.CONTENT,
    "unknown": Encryption.UNKNOWN,
}
AT_REST = {True: Encryption.SOMEHOW, False: Encryption.NONE, None: Encryption.UNKNOWN}
MOST_MONTHS = 1200


def dataset_of(part: Fields, reading: Reading) -> Dataset:
    """Take a body of data."""
    row = part.row
    id_ = part.text("id")
    who = f"dataset '{id_}'"
    reading.define("dataset", id_, row.line)
    systems = reading.refer_all(part, "systems", "system", who)
    if not systems:
        part.problem(f"{who} lives in no system; name at least one under 'systems'.")
    categories = reading.categories(part, who)
    subjects = tuple(_held(held, who, reading, categories) for held in part.parts("subjects"))
    protection = _protection(part, who, reading, {*categories, *(c for held in subjects for c in held.categories)})
    dataset = Dataset(
        id=id_,
        name=part.text("name", id_) or id_,
        row=row,
        systems=systems,
        categories=categories,
        subjects=subjects,
        copies=reading.refer_all(part, "copies", "system", who),
        part_of=reading.refer_one(part, "part_of", "dataset", who),
        encrypted_at_rest=_at_rest(protection.encryption),
        retention=part.text("retention", ""),
        protection=protection,
        collected=_period(part.part("collected")) if part.has("collected") else Period(),
        kept_months=part.integer("kept_months", 1, MOST_MONTHS),
        source=part.text("source", ""),
        access=part.texts("access"),
    )
    part.end()
    return dataset


def _protection(part: Fields, who: str, reading: Reading, held: Collection[str]) -> Protection:
    """Take what protects the data; `encrypted_at_rest` is a short form of it."""
    line = part.line_of("encrypted_at_rest")
    short = part.yes_no("encrypted_at_rest")
    inner = part.part("protection")
    encryption = ENCRYPTED[inner.choice("encrypted", ENCRYPTED, "unknown")]
    at_rest = _at_rest(encryption)
    if short is not None and at_rest is not None and short is not at_rest:
        said = "yes" if short else "no"
        part.problem(f"'encrypted_at_rest' is {said}, and 'protection' says the opposite; keep the latter.", line)
    protection = Protection(
        encryption=AT_REST[short] if at_rest is None else encryption,
        keys_in=reading.refer_all(inner, "keys", "system", who),
        pseudonymised=inner.yes_no("pseudonymised"),
        unreadable=_unreadable(inner, who, held),
    )
    if protection.keys_in and protection.encryption is Encryption.NONE:
        inner.problem(f"{who} is not encrypted, and 'keys' names where its key is kept; mend one.")
    inner.end()
    return protection


def _unreadable(part: Fields, who: str, held: Collection[str]) -> tuple[str, ...]:
    found = part.texts_with_lines("unreadable")
    for id_, line in found:
        if id_ not in held:
            near = part.problems.nearest(id_, held)
            part.problem(f"'unreadable' holds '{id_}', which is no category of {who}.{near}", line)
    return tuple(dict.fromkeys(id_ for id_, _ in found))


def _at_rest(encryption: Encryption) -> bool | None:
    return None if encryption is Encryption.UNKNOWN else encryption is not Encryption.NONE


def _period(part: Fields) -> Period:
    since, until = part.day("from"), part.day("until")
    part.end()
    if since is not None and until is not None and since > until:
        part.problem(f"'from' {since} is after 'until' {until}; swap or mend them.")
        return Period()
    return Period(since, until)


def _held(part: Fields, who: str, reading: Reading, of_dataset: Collection[str]) -> SubjectsHeld:
    row = part.row
    line = part.line_of("group")
    group = part.text("group")
    if group:
        reading.refer("subject group", group, line, who)
    categories = reading.categories(part, who)
    held = SubjectsHeld(
        group=group,
        row=row,
        people=part.count("people"),
        records=part.count("records"),
        countries=countries(part),
        categories=categories,
        languages=languages(part),
        holding=_holding(part, categories or of_dataset),
    )
    part.end()
    return held


def _holding(part: Fields, held: Collection[str]) -> Mapping[str, CountRange]:
    """Take about how many people a category is held, by category."""
    inner = part.part("holding")
    found = {}
    for category, line in inner.not_taken():
        found[category] = inner.count(category)
        if category not in held:
            near = part.problems.nearest(category, held)
            inner.problem(f"'{category}' is not held here, so it is held about nobody.{near}", line)
    inner.end()
    return found
