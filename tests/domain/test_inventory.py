"""What the organisation holds: counts that may be unknown, lookups by id, labels by language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.errors import NotFound
from breachdesk.domain.inventory import (
    CountRange,
    DataCategory,
    Dataset,
    Inventory,
    SubjectGroup,
    System,
)
from breachdesk.domain.parties import Controller
from tests.strategies import inventories, row

BOUNDS = st.none() | st.integers(-3, 50)


@given(low=BOUNDS, high=BOUNDS)
def test_a_count_is_made_exactly_when_it_can_be(low: int | None, high: int | None) -> None:
    """Lost without it: a count that contradicts itself stands in a filing, or a sound one is refused."""
    negative = any(bound is not None and bound < 0 for bound in (low, high))
    crossed = low is not None and high is not None and low > high
    if negative or crossed:
        with pytest.raises(ValueError, match="negative" if not crossed else "more than"):
            CountRange(low, high)
    else:
        assert (low, high) == (CountRange(low, high).at_least, CountRange(low, high).at_most)


def test_unknown_is_not_zero_and_zero_is_not_unknown() -> None:
    """Lost without it: `nobody counted` is told to the authority as `nobody was hit`."""
    assert CountRange() != CountRange(0, 0)
    assert CountRange().is_unknown
    assert not CountRange(0, 0).is_unknown
    assert str(CountRange(0, 0)) == "0"


@pytest.mark.parametrize("count", [CountRange(0, None), CountRange(None, 0), CountRange(1, 1)])
def test_a_count_with_one_known_bound_is_not_unknown(count: CountRange) -> None:
    """Lost without it: `at least one person` is thrown away because the other bound is open."""
    assert not count.is_unknown


def an_inventory() -> Inventory:
    """Give one row of each."""
    return Inventory(
        controller=Controller("Example B.V.", "NL", "Europe/Amsterdam"),
        dpo=None,
        systems=(System("crm", "CRM", row("crm")),),
        datasets=(Dataset("file", "File", row("file"), ("crm",), (), ()),),
        subject_groups=(SubjectGroup("customers", {"en": "customers"}, "customers", row("g")),),
        data_categories=(DataCategory("contact", {"en": "contact details"}),),
    )


LOOKUPS = [
    ("system", "crm", "no system 'crn'"),
    ("dataset", "file", "no dataset 'crn'"),
    ("group", "customers", "no subject group 'crn'"),
    ("category", "contact", "no data category 'crn'"),
]


@pytest.mark.parametrize(("what", "id_", "refusal"), LOOKUPS)
def test_a_row_is_found_by_its_id(what: str, id_: str, refusal: str) -> None:
    """Lost without it: a scope rests on another row than the one that was named."""
    assert id_ == getattr(an_inventory(), what)(id_).id


@pytest.mark.parametrize(("what", "id_", "refusal"), LOOKUPS)
def test_an_id_that_is_not_there_is_named_in_the_refusal(what: str, id_: str, refusal: str) -> None:
    """Lost without it: a slip of the pen ends in a crash, or in nothing found."""
    with pytest.raises(NotFound, match=refusal):
        getattr(an_inventory(), what)("crn")


@pytest.mark.parametrize(
    ("labels", "language", "words"),
    [
        ({"en": "customers", "nl": "klanten"}, "nl", "klanten"),
        ({"en": "customers", "nl": "klanten"}, "fr", "customers"),
        ({"en": "customers", "nl": ""}, "nl", "customers"),
        ({"nl": "klanten"}, "fr", "klanten"),
    ],
)
def test_a_group_is_called_by_its_name_in_the_language_or_the_next_best(
    labels: dict[str, str], language: str, words: str
) -> None:
    """Lost without it: a letter with a hole, or a crash, where a translation is missing."""
    assert words == SubjectGroup("customers", labels, "customers", row("g")).label(language)


@pytest.mark.parametrize(("language", "words"), [("nl", "contactgegevens"), ("fr", "contact details")])
def test_a_category_is_called_by_its_name_in_the_language_or_in_english(language: str, words: str) -> None:
    """Lost without it: a letter with a hole where a translation is missing."""
    assert words == DataCategory("contact", {"en": "contact details", "nl": "contactgegevens"}).label(language)


@given(inventory=inventories())
def test_a_dataset_is_held_where_it_lives_and_where_it_was_copied_once_each(inventory: Inventory) -> None:
    """Lost without it: a stolen backup that also runs the data counts twice, or not at all."""
    for dataset in inventory.datasets:
        assert set(dataset.held_in()) == {*dataset.systems, *dataset.copies}
        assert len(dataset.held_in()) == len(set(dataset.held_in()))


def test_a_source_row_reads_as_file_and_line() -> None:
    """Lost without it: a figure in a filing cannot be traced to the line it came from."""
    assert str(row("datasets[2]")).startswith("inventory.yaml:")
