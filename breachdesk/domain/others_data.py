"""Data of a person in a text where nobody's belong: addresses, account numbers, national numbers.

Numbers count only where their own check digits hold, so that a reference of an authority is none. A notification holds no
breached data either: it tells of them.

Source: GDPR Art. 5(1)(c), 5(1)(f), 34(1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,3})?(?![A-Z0-9])", re.I | re.A)
_NINE = re.compile(r"(?<![\d.+/-])\d{4}[. ]?\d{2}[. ]?\d{3}(?![\d/-])")
_CARD = re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)")
_ELEVEN = re.compile(r"(?<!\d)\d{11}(?!\d)")


def others_data(text: str, own: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give what of a person stands in a text: what it is, and the words.

    Args:
        text: Subject and text.
        own: Addresses and numbers of the organisation itself, of the authority and of whoever may be asked.

    >>> list(others_data("Ask ann@example.org about NL91 ABNA 0417 1643 00", {"ann@example.org"}))
    [('a bank account number', 'NL91 ABNA 0417 1643 00')]
    """
    known = {word.casefold() for word in own}
    for found in _MAIL.finditer(text):
        if found[0].casefold() not in known:
            yield "an e-mail address", found[0]
    for pattern, holds, what in _NUMBERS:
        for found in pattern.finditer(text):
            words = _held(found[0], holds)
            if words and re.sub(r"[ .-]", "", words).casefold() not in known:
                yield what, words


def _held(words: str, holds: Callable[[str], bool]) -> str:
    """Give the words that hold; of an account number as much from its start, for a short word behind it looks like a group."""
    shorter = [words]
    if holds is _is_iban:
        shorter += [words[: gap.start()] for gap in reversed(list(re.finditer(r"[ .-]", words)))]
    return next((one for one in shorter if holds(re.sub(r"[ .-]", "", one))), "")


def _is_iban(text: str) -> bool:
    turned = text[4:] + text[:4]
    return 15 <= len(text) <= 34 and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _is_bsn(text: str) -> bool:
    """The eleven test of the Dutch citizen service number."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(int(c) * w for c, w in zip(text, weights, strict=True))
    return total != 0 and total % 11 == 0


def _is_card(text: str) -> bool:
    """The check digit of ISO/IEC 7812 (Luhn)."""
    doubled = [int(c) * (1 + n % 2) for n, c in enumerate(reversed(text))]
    return text[0] in "3456" and sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_pesel(text: str) -> bool:
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
    total = sum(int(c) * w for c, w in zip(text[:10], weights, strict=True))
    return (10 - total % 10) % 10 == int(text[10]) and 1 <= int(text[2:4]) % 20 <= 12 and text != "0" * 11


_NUMBERS = (
    (_IBAN, _is_iban, "a bank account number"),
    (_CARD, _is_card, "a card number"),
    (_NINE, _is_bsn, "a national number"),
    (_ELEVEN, _is_pesel, "a national number"),
)
