"""In which of the shipped languages a sentence seems to be written, by its commonest small words; None where that is not plain.

Meant for what people typed, such as a reason or a conclusion, which is printed as it is in a notice of any language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LEAST = 3
"""Small words of a language from which on a sentence is taken to be in it, where no other language has nearly as many."""

_SMALL: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and was were that with had have has been not from for this which are they our when could be to of before it",
        "nl": "het een van dat met werd niet zijn was er om ook deze die naar door wij onze voor bij kan kunnen geen werden",
        "de": "der die das und nicht wurde wurden mit dass eine einen ist sind von wir unsere auf zu dem den bei war es werden",
        "fr": "le la les des une que qui dans pas avec été est sont nous nos pour sur aux ce cette ont était du",
        "es": "el los las una que por con para fue han del se no está son nuestros esta más como sus",
        "it": "il gli una che per con non sono è stato stati della dei delle nel nostri questo questa anche dal",
        "pl": "nie się jest są został zostały z na do że w przez oraz który które nasze była było dla po",
        "pt": "os as uma que não com para foi foram dos das nos são está pelo pela nossos esta mais como ao",
    }.items()
}
_WORD = re.compile(r"[^\W\d_]+")


def guessed_language(text: str) -> str | None:
    """Give the language of a sentence by two letters; None where it cannot be told.

    >>> guessed_language("The logs had to be read before it was certain that data were taken.")
    'en'
    >>> guessed_language("Fietsgoed B.V., Utrecht") is None
    True
    """
    words = [word.lower() for word in _WORD.findall(text)]
    counts = sorted(((sum(word in small for word in words), language) for language, small in _SMALL.items()), reverse=True)
    (most, language), (second, _) = counts[0], counts[1]
    return language if most >= LEAST and most >= 2 * second else None
