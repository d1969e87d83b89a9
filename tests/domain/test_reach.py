"""What else may have been reached: each way, how far, from where, and what ruling out cuts off."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from breachdesk.domain.inventory import Credential, Dataset, Flow, Inventory, OpenedBy, System
from breachdesk.domain.parties import Controller
from breachdesk.domain.reach import Reached, RuledOut, Way, reach_of
from tests.strategies import row


def dataset(id_: str, systems: tuple[str, ...], copies: tuple[str, ...] = ()) -> Dataset:
    """Give a dataset of nobody in these systems."""
    return Dataset(id=id_, name=id_, row=row(id_), systems=systems, categories=(), subjects=(), copies=copies)


def flow(sender: str, receiver: str, opened_by: OpenedBy) -> Flow:
    """Give data that go from one system to another."""
    return Flow(sender, receiver, row(f"{sender}{receiver}"), (), opened_by)


def key(id_: str, kept_in: tuple[str, ...], opens: tuple[str, ...]) -> Credential:
    """Give a credential."""
    return Credential(id_, f"Key {id_}", row(id_), kept_in, opens)


def net(*parts: Dataset | Flow | Credential) -> Inventory:
    """Give an inventory of systems a to h, joined by these."""
    return Inventory(
        controller=Controller("Example B.V.", "NL", "Europe/Amsterdam"),
        dpo=None,
        systems=tuple(System(id_, id_, row(id_)) for id_ in "abcdefgh"),
        datasets=tuple(p for p in parts if isinstance(p, Dataset)),
        flows=tuple(p for p in parts if isinstance(p, Flow)),
        credentials=tuple(p for p in parts if isinstance(p, Credential)),
    )


def reached(
    inventory: Inventory, hit: Collection[str], ruled_out: Mapping[str, str] | None = None, touched: Collection[str] = ()
) -> tuple[Reached, ...]:
    """Give what may have been reached."""
    return reach_of(inventory, hit, ruled_out or {}, [d for d in inventory.datasets if d.id in touched])[0]


def away(found: Collection[Reached]) -> dict[str, int]:
    """Give how far each is."""
    return {r.system: r.hops for r in found}


def test_a_credential_leads_from_where_it_is_kept_to_what_it_opens_and_not_back() -> None:
    """Lost without it: an administrator's password on a stolen laptop, and nobody looks at what it opens."""
    inventory = net(key("k", ("a", "b"), ("b", "c")))
    (b, c) = reached(inventory, ["a"])
    assert (b.system, b.because, b.hops, b.came_from) == ("b", "'Key k', kept in a, opens it", 1, "a")
    assert (c.system, c.ways, c.rows) == ("c", (Way.CREDENTIAL,), (row("k"),))
    assert reached(inventory, ["c"]) == ()


def test_a_flow_leads_only_where_it_is_opened() -> None:
    """Lost without it: every system that is fetched from is taken as a way in, and the list means nothing."""
    sent, fetched = flow("a", "b", OpenedBy.SENDER), flow("a", "c", OpenedBy.RECEIVER)
    both, unsaid = flow("a", "d", OpenedBy.BOTH), flow("a", "e", OpenedBy.UNKNOWN)
    inventory = net(sent, fetched, both, unsaid)
    assert [(r.system, r.because) for r in reached(inventory, ["a"])] == [
        ("b", "a sends data to it"),
        ("d", "a sends data to it"),
        ("e", "a sends data to it, and nobody said which of them logs in"),
    ]
    assert reached(inventory, ["b"]) == ()
    for end, because in (
        ("c", "c fetches data from it"),
        ("d", "d fetches data from it"),
        ("e", "e fetches data from it, and nobody said which of them logs in"),
    ):
        assert reached(inventory, [end])[0].because == because
        assert reached(inventory, [end])[0].system == "a"


def test_a_home_leads_to_its_copies_and_no_copy_leads_home() -> None:
    """Lost without it: a stolen tape opens the system it was written by, or a system leaves its backup in peace."""
    inventory = net(dataset("file", ("a", "b"), ("b", "c")))
    assert [(r.system, r.because, r.ways) for r in reached(inventory, ["a"])] == [
        ("b", "a writes its copy of file there", (Way.COPY,)),
        ("c", "a writes its copy of file there", (Way.COPY,)),
    ]
    assert reached(inventory, ["c"]) == ()


def test_a_system_that_holds_the_same_data_is_named_and_leads_nowhere() -> None:
    """Lost without it: a second home of the same data is overlooked, or all its neighbours are named as well."""
    inventory = net(dataset("file", ("a", "b")), dataset("list", ("a", "b")), key("k", ("b",), ("c",)))
    (b,) = reached(inventory, ["a"], touched=("file", "list"))
    assert (b.system, b.because, b.came_from, b.ways) == ("b", "holds datasets file, list", "", (Way.SAME_DATA,))
    assert b.rows == (row("file"), row("list"))
    (b,) = reached(inventory, ["a"], touched=("file",))
    assert b.because == "holds dataset file"


def test_that_it_holds_a_dataset_is_said_and_not_that_it_is_written_there_too() -> None:
    """Lost without it: the same backup is named twice in one breath, or a second copy is not named at all."""
    inventory = net(dataset("file", ("a",), ("b",)), dataset("list", ("a",), ("b",)))
    (b,) = reached(inventory, ["a"], touched=("file",))
    assert b.because == "holds dataset file; a writes its copy of list there"
    assert (b.ways, b.came_from) == ((Way.SAME_DATA, Way.COPY), "a")
    (b,) = reached(inventory, ["a"], touched=("file", "list"))
    assert b.because == "holds datasets file, list"


def test_the_way_in_is_known_also_of_a_system_that_holds_the_same_data() -> None:
    """Lost without it: a key kept where the data are too counts as safe, though somebody could log in there."""
    inventory = net(dataset("file", ("a", "c")), key("k", ("a",), ("b",)), key("l", ("b",), ("c",)))
    b, c = reached(inventory, ["a"], touched=("file",))
    assert (b.system, b.hops) == ("b", 1)
    assert (c.system, c.hops, c.came_from) == ("c", 2, "b")
    assert c.because == "holds dataset file; 'Key l', kept in b, opens it"
    assert c.ways == (Way.SAME_DATA, Way.CREDENTIAL)


def test_hops_are_those_of_the_shortest_way_and_only_those_ways_are_told() -> None:
    """Lost without it: a system next door that looks three steps away."""
    inventory = net(
        key("k", ("a",), ("b",)), key("l", ("b",), ("c",)), key("m", ("c",), ("d",)), key("n", ("b",), ("d",)),
        key("o", ("d",), ("a", "b", "e")),
    )  # fmt: skip
    found = reached(inventory, ["a"])
    assert away(found) == {"b": 1, "c": 2, "d": 2, "e": 3}
    assert found[2].because == "'Key n', kept in b, opens it"
    assert away(reached(inventory, ["a", "c"])) == {"b": 1, "d": 1, "e": 2}


def test_the_nearest_stand_first_and_then_the_order_of_the_inventory() -> None:
    """Lost without it: a list that reads differently each time, with the farthest on top."""
    inventory = net(key("k", ("d",), ("h", "c")), key("l", ("c",), ("a",)))
    assert [r.system for r in reached(inventory, ["d"])] == ["c", "h", "a"]


def test_several_ways_to_one_system_are_told_together() -> None:
    """Lost without it: ruling out one way looks like ruling out the system."""
    inventory = net(key("k", ("a", "b"), ("c",)), flow("a", "c", OpenedBy.SENDER))
    (c,) = reached(inventory, ["b", "a"])
    assert c.because == "'Key k', kept in a, opens it; a sends data to it; 'Key k', kept in b, opens it"
    assert (c.came_from, c.ways, c.rows) == ("a", (Way.CREDENTIAL, Way.FLOW), (row("k"), row("ac")))


def test_nothing_is_reached_through_what_was_ruled_out() -> None:
    """Lost without it: a responder clears a jump host, and everything behind it stays on the list."""
    inventory = net(key("k", ("a",), ("b",)), key("l", ("b",), ("c",)), key("m", ("a",), ("d",)))
    found, out = reach_of(inventory, ["a"], {"b": "rebuilt", "h": "never reached"}, ())
    assert away(found) == {"d": 1}
    assert out == (RuledOut("b", "'Key k', kept in a, opens it", "rebuilt"),)


def test_another_way_round_is_still_found() -> None:
    """Lost without it: clearing one of two ways hides what the other leads to."""
    inventory = net(
        key("k", ("a",), ("b",)), key("l", ("b",), ("c",)), key("m", ("a",), ("d",)), key("n", ("d",), ("e",)),
        key("o", ("e",), ("c",)),
    )  # fmt: skip
    assert away(reached(inventory, ["a"])) == {"b": 1, "d": 1, "c": 2, "e": 2}
    assert away(reached(inventory, ["a"], {"b": "rebuilt"})) == {"d": 1, "e": 2, "c": 3}


def test_a_ring_ends() -> None:
    """Lost without it: two systems that open each other stop the program."""
    inventory = net(key("k", ("a",), ("b",)), key("l", ("b",), ("a",)))
    assert away(reached(inventory, ["a"])) == {"b": 1}
