"""Lists of people and exact counts as JSON documents; keys are a contract, an unknown country or language is `unknown`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from breachdesk.cli.front import Front
from breachdesk.cli.law_documents import Document
from breachdesk.cli.people_preview import Prepared, masked_samples
from breachdesk.domain.people import OTHER_COMBINATIONS, PeopleList
from breachdesk.domain.selection import Selection, words_of
from breachdesk.services.people_lists import PeopleCounted, PeopleState
from breachdesk.services.times import with_z


def counted_document(found: PeopleCounted, where: Selection, special: Sequence[str]) -> Document:
    """Give exact figures over lists.

    Args:
        found: What was counted.
        where: The selection that was asked about.
        special: Which of the categories are special (Art. 9) or criminal (Art. 10).
    """
    counts = found.counts
    return {
        "people": counts.people,
        "records": counts.records,
        "systems": dict(counts.by_system),
        "data_categories": dict(counts.by_category),
        "special_categories": [c for c in counts.by_category if c in special],
        "countries": _named(counts.by_country),
        "languages": _named(counts.by_language),
        "combinations": [
            {"data_categories": list(held), "people": people} for held, people in largest_first(counts.by_combination)
        ],
        "other_combinations": counts.by_combination.get(OTHER_COMBINATIONS, 0),
        "where": words_of(where),
        "kept": found.keep.value,
        "lists": [list_document(one) for one in found.lists],
        "systems_without_list": list(found.unlisted),
        "outside_stated_range": list(found.outside),
    }


def list_document(one: PeopleList) -> Document:
    """Give a list that was taken in."""
    return {
        "system": one.system,
        "file": one.file,
        "sha256": one.sha256,
        "rows": one.rows,
        "people": one.people,
        "data_categories": list(one.categories),
        "imported_at": with_z(one.imported_at),
        "imported_by": one.imported_by,
        "warnings": list(one.warnings),
    }


def state_document(state: PeopleState) -> Document:
    """Give the lists of an incident, beside what the record says of them."""
    return {
        "lists": [list_document(one) for one in state.lists],
        "kept": state.keep.value if state.keep else None,
        "not_in_the_record": list(state.unrecorded),
        "missing": list(state.missing),
    }


def preview_document(each: Prepared) -> Document:
    """Give how a list would be read; its rows are masked."""
    seen = each.seen
    sure = {proposal.header: proposal.sure.value for proposal in each.proposals}
    return {
        "system": each.system,
        "file": seen.name,
        "encoding": seen.encoding or None,
        "delimiter": seen.delimiter or None,
        "sheet": seen.sheet or None,
        "needs_a_look": each.needs_a_look,
        "columns": [
            {"header": c.header, "role": c.role.value, "data_category": c.category or None, "sure": sure.get(c.header)}
            for c in each.mapping.columns
        ],
        "data_categories_of_everybody": list(each.mapping.everywhere),
        "from_inventory": each.from_inventory,
        "also_held_by_inventory": list(each.also_held),
        "rows_masked": masked_samples(each),
        "warnings": list(seen.warnings),
    }


def lists_of(front: Front, reference: str | None) -> Document:
    """Give what lists say of an incident's scope, to stand in another document; empty where there are none.

    Nothing of the register is loaded where the record names no list.
    """
    if reference is None or not front.desk().store.incident(reference).people_lists:
        return {}
    people = front.desk().people
    found, affected = people.counts(reference, combinations=False), people.affected(reference)
    return {
        "lists": {
            "people": found.counts.people,
            "people_affected": {"at_least": affected.at_least, "at_most": affected.at_most} if affected else None,
            "systems": list(found.systems),
            "systems_without_list": list(found.unlisted),
            "outside_stated_range": list(found.outside),
        }
    }


def largest_first(counts: Mapping[tuple[str, ...], int]) -> list[tuple[tuple[str, ...], int]]:
    """Give combinations by people, the most first; equal ones by name. What is not told apart is left out."""
    told = ((held, people) for held, people in counts.items() if held != OTHER_COMBINATIONS)
    return sorted(told, key=lambda item: (-item[1], item[0]))


def _named(counts: Mapping[str, int]) -> Document:
    return {code or "unknown": people for code, people in counts.items()}
