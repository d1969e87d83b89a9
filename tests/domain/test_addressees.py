"""Which addresses can be written to: exactly one mailbox, and nothing a library could read as two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.addressees import address_problem

LABEL = "a" * 63
GOOD = [
    "ann@example.org",
    "Ann.O'Hara+news@mail.example.co.uk",
    "1@2.example",
    "!#$%&'*+/^_{}~-@example.org",
    "ann@xn--bcher-kva.example",
    "ann@example.xn--p1ai",
    "x" * 64 + "@example.org",
    f"a@{LABEL}.{LABEL}.{LABEL}." + "a" * 56 + ".org",
    f"a@{LABEL}.org",
]
BAD = [
    ("", "is empty"),
    ("ann", "has 0 @ signs; write exactly one address"),
    ("ann@example.org,eve@example.net", "has 2 @ signs"),
    ("ann@@example.org", "has 2 @ signs"),
    ("@example.org", "has nothing before the @"),
    ("ann@", "has no full domain after the @"),
    ("ann@localhost", "has no full domain after the @"),
    ("ann@127.0.0.1", "has a domain after the @ that cannot exist"),
    ("ann@[127.0.0.1]", "has a domain after the @ that cannot exist"),
    ("ann@example..org", "cannot exist"),
    ("ann@.example.org", "cannot exist"),
    ("ann@example.org.", "cannot exist"),
    ("ann@-example.org", "cannot exist"),
    ("ann@example-.org", "cannot exist"),
    ("ann@exa_mple.org", "cannot exist"),
    ("ann@example.o", "cannot exist"),
    ("ann@example.1org", "cannot exist"),
    (f"ann@{LABEL}a.org", "cannot exist"),
    (".ann@example.org", "has a dot too many before the @"),
    ("ann.@example.org", "has a dot too many"),
    ("an..n@example.org", "has a dot too many"),
    ("-ann@example.org", "begins with a hyphen, which a mail program may take for a command"),
    ("mailto:ann@example.org", "holds ':' before the @; write the bare address"),
    ('"ann"@example.org', "holds '\"' before the @"),
    ("ann(home)@example.org", "holds '(' before the @"),
    ("<ann@example.org>", "holds '<' before the @"),
    ("ann;eve@example.org", "holds ';' before the @"),
    ("=?utf-8?q?x@example.org", "holds '=' before the @"),
    ("a`b@example.org", "holds '`' before the @"),
    ("a|b@example.org", "holds '|' before the @"),
    ("ann@example.org ", "holds a space; write exactly one bare address"),
    ("Ann <ann@example.org>", "holds a space"),
    ("a!b c@example.org", "holds a space"),
    ("ann@example.org\n", "holds U+000A (a control character)"),
    ("ann@example.org\r\nBcc: eve@example.net", "holds U+000D"),
    ("ann\x00@example.org", "holds U+0000"),
    ("ann\x7f@example.org", "holds U+007F"),
    ("jürgen@example.org", "holds U+00FC (latin small letter u with diaeresis)"),
    ("ann@bücher.example", "only plain ASCII can be sent, a domain in its xn-- form"),
    ("аnn@example.org", "holds U+0430 (cyrillic small letter a)"),
    ("ann\u202e@example.org", "holds U+202E"),
    ("ann\ud800@example.org", "holds U+D800"),
    ("x" * 65 + "@example.org", "is too long; at most 64 characters before the @ and 254 in all"),
    ("a@" + f"{LABEL}." * 3 + "a" * 57 + ".org", "is too long"),
]


@pytest.mark.parametrize("address", GOOD)
def test_a_sound_address_is_taken(address: str) -> None:
    """Lost without it: somebody whose data were stolen is never told."""
    assert address_problem(address) is None


@pytest.mark.parametrize(("address", "match"), BAD)
def test_an_address_that_could_reach_another_mailbox_or_none_is_refused_with_why(address: str, match: str) -> None:
    """Lost without it: a letter about somebody's data reaches another person, or a header is written by data."""
    assert match in str(address_problem(address))


@pytest.mark.parametrize(("address", "match"), [row for row in BAD if len(row[0]) > 3])
def test_a_refusal_never_repeats_the_address(address: str, match: str) -> None:
    """Lost without it: the address of a person stands in a log or on a shared screen."""
    assert address not in str(address_problem(address))


def test_the_longest_address_is_254_characters() -> None:
    """Lost without it: one more is taken, and the server cuts or refuses it."""
    longest = GOOD[7]
    assert (len(longest), address_problem(longest)) == (254, None)
    assert "is too long" in str(address_problem(longest.replace("a@", "aa@")))


@given(address=st.text("ann@.-example ,;:<>\"()\\\r\n\u00fc=?", min_size=1, max_size=24))
def test_what_passes_has_one_at_sign_and_nothing_a_parser_could_split(address: str) -> None:
    """Lost without it: two libraries read one address in two ways, and one of them is wrong."""
    if address_problem(address) is None:
        assert address.count("@") == 1
        assert not set(address) & set(" ,;:<>\"()\\\r\n=?\u00fc")
        assert ".." not in address
        assert not address.startswith(("-", "."))
