"""What is marked on the scope screen and not saved yet; every change can be taken back, and nothing is lost unseen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from breachdesk.domain.hit import Hit, Stated, Window
from breachdesk.domain.inventory import Inventory

Kept = TypeVar("Kept")


class ScopeDraft:
    """A Hit being worked on, beside the one that was saved."""

    def __init__(self, saved: Hit | None) -> None:
        self.hit = saved or Hit()
        self.saved = saved
        """None where nothing was saved yet."""

        self._before: list[Hit] = []

    @property
    def is_changed(self) -> bool:
        """Tell whether something would be lost by leaving."""
        return _in_order(self.hit) != _in_order(self.saved or Hit())

    @property
    def can_go_back(self) -> bool:
        """Tell whether there is a change to take back."""
        return bool(self._before)

    def to_save(self) -> Hit:
        """Give what is marked, in one order whatever was ticked first."""
        return _in_order(self.hit)

    def undo(self) -> None:
        """Take the last change back."""
        if self._before:
            self.hit = self._before.pop()

    def tick(self, systems: Collection[str]) -> None:
        """Mark all of these; where all are marked already, take their marks away."""
        wanted = tuple(systems)
        all_marked = set(wanted) <= set(self.hit.systems)
        self._become(self.hit.without(wanted) if all_marked else self.hit.marked(wanted))

    def rule_out(self, systems: Collection[str], why: str) -> None:
        """Keep that these were not reached, and how that is known; a mark on one of them ends."""
        hit = self.hit.without(tuple(systems))
        self._become(replace(hit, ruled_out={**hit.ruled_out, **dict.fromkeys(systems, why)}))

    def rule_in(self, systems: Collection[str]) -> None:
        """Take back that these were ruled out."""
        kept = {id_: why for id_, why in self.hit.ruled_out.items() if id_ not in systems}
        self._become(replace(self.hit, ruled_out=kept))

    def leave_out(self, dataset: str, why: str) -> None:
        """Keep that a Dataset was not touched, and how that is known."""
        named = tuple(d for d in self.hit.datasets if d != dataset)
        self._become(replace(self.hit, datasets=named, left_out={**self.hit.left_out, dataset: why}))

    def put_back(self, dataset: str) -> None:
        """Take back that it was left out."""
        self._become(replace(self.hit, left_out=_without(self.hit.left_out, dataset)))

    def state(self, group: str, stated: Stated) -> None:
        """Keep how many people of a group there are, and how that is known."""
        self._become(replace(self.hit, stated={**self.hit.stated, group: stated}))

    def unstate(self, group: str) -> None:
        """Take a number back."""
        self._become(replace(self.hit, stated=_without(self.hit.stated, group)))

    def set_window(self, window: Window | None) -> None:
        """Keep the days that matter; None takes them back."""
        self._become(replace(self.hit, window=window))

    def fit(self, inventory: Inventory) -> tuple[str, ...]:
        """Drop what the inventory in use no longer knows; give the ids dropped."""
        systems = {s.id for s in inventory.systems}
        datasets = {d.id for d in inventory.datasets}
        groups = {g.id for g in inventory.subject_groups}
        hit = self.hit
        gone = [*_unknown((*hit.systems, *hit.ruled_out), systems), *_unknown((*hit.datasets, *hit.left_out), datasets)]
        gone += _unknown(hit.stated, groups)
        if gone:
            # Nothing can be taken back to an inventory that is no longer in use.
            self._before.clear()
            self.hit = replace(
                hit,
                systems=tuple(s for s in hit.systems if s in systems),
                datasets=tuple(d for d in hit.datasets if d in datasets),
                left_out={d: why for d, why in hit.left_out.items() if d in datasets},
                ruled_out={s: why for s, why in hit.ruled_out.items() if s in systems},
                stated={g: said for g, said in hit.stated.items() if g in groups},
            )
        return tuple(dict.fromkeys(gone))

    def changes(self) -> tuple[str, ...]:
        """Say what was marked since it was saved, such as `2 systems ticked`; nothing where nothing was."""
        old, new = self.saved or Hit(), self.hit
        words = [
            *_marked("system", "ticked", "unticked", old.systems, new.systems),
            *_marked("system", "ruled out", "no longer ruled out", old.ruled_out, new.ruled_out),
            *_marked("dataset", "left out", "put back", old.left_out, new.left_out),
            *_marked("number", "stated", "taken back", old.stated, new.stated),
            *_marked("dataset", "named", "no longer named", old.datasets, new.datasets),
        ]
        if old.window != new.window:
            words.append("the days changed")
        return tuple(words)

    def _become(self, hit: Hit) -> None:
        if hit != self.hit:
            self._before.append(self.hit)
            self.hit = hit


def _in_order(hit: Hit) -> Hit:
    return replace(hit, systems=tuple(sorted(hit.systems)), datasets=tuple(sorted(hit.datasets)))


def _without(kept: Mapping[str, Kept], key: str) -> dict[str, Kept]:
    return {k: value for k, value in kept.items() if k != key}


def _unknown(ids: Collection[str], known: Collection[str]) -> list[str]:
    return [id_ for id_ in ids if id_ not in known]


def _marked(what: str, done: str, undone: str, old: Collection[str], new: Collection[str]) -> list[str]:
    """Count what came, what went, and what is said otherwise than before."""
    before = old if isinstance(old, Mapping) else dict.fromkeys(old)
    after = new if isinstance(new, Mapping) else dict.fromkeys(new)
    came = sum(1 for id_ in after if id_ not in before or before[id_] != after[id_])
    went = sum(1 for id_ in before if id_ not in after)
    return [f"{n} {what}{'s' if n > 1 else ''} {word}" for n, word in ((came, done), (went, undone)) if n]
