"""The document of `scope --json` worked out a second time, from the rules of docs/SCOPE.md, in another style.

It knows nothing of the program's values: an inventory is the plain document an inventory file holds, with `row` beside
each entry. Unknown is infinity upwards and nothing downwards; reach is distances; a whole is asked what it holds at most
by asking its parts.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from math import inf
from typing import Any

Plain = dict[str, Any]
AT_REST = {"device", "backup", "paper"}
COPY, SAME = "copy", "same-data"


def scope_document(inventory: Plain, hit: Plain, combinations: Iterable[Plain] = ()) -> Plain:
    """Give the whole document.

    Args:
        inventory: Lists of plain entries: systems, datasets, subject_groups, categories, flows, credentials,
            processing_activities, processors.
        hit: systems, datasets, left_out, ruled_out, window (since, until, collected), stated (people, reason).
        combinations: id, needs, consequences, vulnerable.
    """
    return _Answer(inventory, hit).document(list(combinations))


class _Answer:
    """One answer being worked out."""

    def __init__(self, inventory: Plain, hit: Plain) -> None:
        self.inventory = inventory
        self.hit = {"systems": [], "datasets": [], "left_out": {}, "ruled_out": {}, "window": None, "stated": {}} | hit
        self.marked = set(self.hit["systems"])
        self.groups = {g["id"]: g for g in inventory["subject_groups"]}
        self.flows: dict[str, list[Plain]] = {}
        for flow in inventory["flows"]:
            for id_ in flow["datasets"]:
                self.flows.setdefault(id_, []).append(flow)
        self.touched: list[Plain] = []
        self.left_out: list[Plain] = []
        for dataset in inventory["datasets"]:
            self.sort_in(dataset)
        self.rows = [(d, s) for d in self.touched for s in d["subjects"]]
        self.reached = self.reach()

    # What is touched.

    def places(self, dataset: Plain) -> list[str]:
        """Give everywhere a dataset can be found, in the order of the file."""
        ends = [end for f in self.flows.get(dataset["id"], ()) for end in (f["from"], f["to"])]
        return list(dict.fromkeys([*dataset["systems"], *dataset["copies"], *ends]))

    def sort_in(self, dataset: Plain) -> None:
        """Find out whether a dataset is touched, left out or neither."""
        named = dataset["id"] in self.hit["datasets"]
        if not named and not self.marked & set(self.places(dataset)):
            return
        why = None if named else self.hit["left_out"].get(dataset["id"])
        why = why or self.outside(dataset)
        if why:
            self.left_out.append({"dataset": dataset["id"], "because": why})
        else:
            self.touched.append(dataset)

    def outside(self, dataset: Plain) -> str | None:
        """Say why nothing of a dataset falls into the window."""
        if not self.hit["window"]:
            return None
        since, until = self.hit["window"].get("since"), self.hit["window"].get("until")
        first, last, kept = dataset["from"], dataset["until"], dataset["kept_months"]
        if first and until and first > until:
            return f"collected only since {first}, after the window"
        if not (last and since):
            return None
        if self.hit["window"].get("collected"):
            return f"collected only until {last}, before the window" if last < since else None
        if kept is not None and later(last, kept) < since:
            return f"collected until {last} and kept for {kept} month{'s' * (kept > 1)}, so gone before the window"
        return None

    def whole(self, dataset: Plain) -> bool:
        """Tell whether all of a dataset falls into the window for sure."""
        if not self.hit["window"]:
            return True
        since, until = self.hit["window"].get("since"), self.hit["window"].get("until")
        first, last, kept = dataset["from"], dataset["until"], dataset["kept_months"]
        nothing_later = not until or (last is not None and last <= until)
        if self.hit["window"].get("collected"):
            nothing_earlier = not since or (first is not None and first >= since)
        else:
            nothing_earlier = not since or kept is None or (first is not None and later(first, kept) >= since)
        return nothing_later and nothing_earlier

    # How many.

    def ends(self, count: Plain, dataset: Plain) -> tuple[float | None, float]:
        """Give both ends of a count of a row; a part of a dataset may be nobody."""
        low = count["at_least"] if self.whole(dataset) else None
        return low, inf if count["at_most"] is None else count["at_most"]

    def people_of(self, group: str) -> tuple[float | None, float]:
        """Give both ends for one group."""
        if group in self.hit["stated"]:
            said = self.hit["stated"][group]["people"]
            return said["at_least"], inf if said["at_most"] is None else said["at_most"]
        return self.union(group, [(d["id"], *self.ends(s["people"], d)) for d, s in self.rows if s["group"] == group])

    def people_with(self, category: str, group: str) -> tuple[float | None, float] | None:
        """Give both ends for those of a group whose data of one kind are held; None where they are not."""
        found = []
        for dataset, held in self.rows:
            if held["group"] == group and category in (held["categories"] or dataset["categories"]):
                said = held["holding"].get(category, {"at_least": None, "at_most": None})
                low, high = self.ends(said, dataset)
                found.append((dataset["id"], low, min(high, self.ends(held["people"], dataset)[1])))
        if not found:
            return None
        low, high = self.union(group, found)
        high = min(high, self.people_of(group)[1])
        return (None if group in self.hit["stated"] or low is None else min(low, high)), high

    def union(self, group: str, parts: list[tuple[str, float | None, float]]) -> tuple[float | None, float]:
        """Give both ends of how many people there are in parts that may share them."""
        whole_of, bound, own = {}, {}, {}
        for dataset in self.inventory["datasets"]:
            of_group = [s["people"]["at_most"] for s in dataset["subjects"] if s["group"] == group]
            if of_group:
                bound[dataset["id"]] = inf if None in of_group else sum(of_group)
                whole_of[dataset["id"]] = dataset["part_of"]
        for id_, _, high in parts:
            own[id_] = own.get(id_, 0) + high
        high = folded(whole_of, bound, own)
        at: str | None = group
        while at:
            high = min(high, inf if self.groups[at]["size"]["at_most"] is None else self.groups[at]["size"]["at_most"])
            at = self.groups[at]["part_of"]
        low = largest(low for _, low, _ in parts)
        return (None if low is None else min(low, high)), high

    def together(self, by_group: Mapping[str, tuple[float | None, float]]) -> Plain:
        """Give both ends over groups, a part of a group counted within it."""
        sizes = {id_: inf if g["size"]["at_most"] is None else g["size"]["at_most"] for id_, g in self.groups.items()}
        high = folded({id_: g["part_of"] for id_, g in self.groups.items()}, sizes, {g: e[1] for g, e in by_group.items()})
        low = largest(e[0] for e in by_group.values())
        return count(None if low is None else min(low, high), high)

    def records(self, group: str | None = None) -> Plain:
        """Give both ends of how many records there are, of a group or in all."""
        lows: list[float] = []
        high: float = 0
        for dataset, held in self.rows:
            if group in (None, held["group"]):
                low, most = self.ends(held["records"], dataset)
                high += most
                if low is not None and held["group"] not in self.hit["stated"]:
                    lows.append(low)
        return count(sum(lows) if lows or not self.rows else None, high)

    # Where else.

    def steps(self) -> list[Plain]:
        """Give every way from one system to another, in the order in which they are told."""
        found = [
            step(kept, opened, "credential", f"'{c['name']}', kept in {kept}, opens it", c["row"])
            for c in self.inventory["credentials"] for kept in c["kept_in"] for opened in c["opens"]
        ]  # fmt: skip
        for flow in self.inventory["flows"]:
            unsure = ", and nobody said which of them logs in" if flow["opened_by"] == "unknown" else ""
            if flow["opened_by"] != "receiver":
                because = f"{flow['from']} sends data to it{unsure}"
                found.append(step(flow["from"], flow["to"], "flow", because, flow["row"]))
            if flow["opened_by"] != "sender":
                because = f"{flow['to']} fetches data from it{unsure}"
                found.append(step(flow["to"], flow["from"], "flow", because, flow["row"]))
        for dataset in self.inventory["datasets"]:
            for home in dataset["systems"]:
                for copy in dataset["copies"]:
                    found.append(step(home, copy, COPY, f"{home} writes its copy of {dataset['id']} there", dataset["row"]))
        return [s for s in found if s["from"] != s["to"]]

    def distances(self, steps: list[Plain]) -> tuple[dict[str, int], list[str]]:
        """Give how many steps each system is away, and the order in which they are met."""
        away = dict.fromkeys(sorted(self.marked), 0)
        for hops in range(1, len(self.inventory["systems"]) + 1):
            starts = [s for s, n in away.items() if n == hops - 1 and (n == 0 or s not in self.hit["ruled_out"])]
            for start in starts:
                for one in steps:
                    if one["from"] == start:
                        away.setdefault(one["to"], hops)
        return away, list(away)

    def reach(self) -> list[Plain]:
        """Give what may have been reached, ruled out or not, nearest first."""
        steps = self.steps()
        away, met = self.distances(steps)
        found = []
        for place, system in enumerate(self.inventory["systems"]):
            id_ = system["id"]
            if id_ in self.marked:
                continue
            same = [d for d in self.touched if id_ in (*d["systems"], *d["copies"])]
            into = [s for s in steps if s["to"] == id_ and self.leads(s, away)]
            into.sort(key=lambda s: met.index(s["from"]))
            if not same and not into:
                continue
            word = "dataset" if len(same) == 1 else "datasets"
            ways = [(SAME, f"holds {word} {', '.join(d['id'] for d in same)}", d["row"]) for d in same]
            told = [w for w in ways] + [(s["way"], s["because"], s["row"]) for s in into]
            kept = [w for w in told if w[0] != COPY or w[2] not in [d["row"] for d in same]]
            document = {
                "system": id_,
                "because": "; ".join(dict.fromkeys(because for _, because, _ in kept)),
                "hops": away[id_] if into else 1,
                "from": into[0]["from"] if into else None,
                "ways": list(dict.fromkeys(way for way, _, _ in told)),
                "rows": unique(row for _, _, row in told),
            }
            found.append((document["hops"], place, document))
        return [document for _, _, document in sorted(found, key=lambda f: f[:2])]

    def leads(self, one: Plain, away: Mapping[str, int]) -> bool:
        """Tell whether a step is one of the shortest ways to where it leads."""
        start = one["from"]
        if start not in away or (start in self.hit["ruled_out"] and start not in self.marked):
            return False
        return away[one["to"]] == away[start] + 1

    # What a thief can read.

    def readable(self, dataset: Plain) -> tuple[str, str]:
        """Say whether a thief can read it: yes unless shown not."""
        encrypted, keys = dataset["encrypted"], dataset["keys"]
        kinds = {s["id"]: s["kind"] for s in self.inventory["systems"]}
        entered = {r["system"] for r in self.reached if r["from"] and r["system"] not in self.hit["ruled_out"]}
        places = set(self.places(dataset))
        other = places - self.marked
        maybe_from = other - set(self.hit["ruled_out"]) if dataset["id"] in self.hit["datasets"] else other & entered
        running = sorted(p for p in places & self.marked if kinds[p] not in AT_REST)
        maybe_running = sorted(p for p in maybe_from if kinds[p] not in AT_REST)
        lost, maybe_lost = sorted(set(keys) & self.marked), sorted(set(keys) & (entered | maybe_from))
        answers = [
            (encrypted == "no", "yes", "not encrypted"),
            (encrypted == "unknown", "unknown", "encryption unknown"),
            (lost, "yes", f"encrypted, but the key is kept in {', '.join(lost)}"),
            (
                encrypted == "disk" and running,
                "yes",
                f"only the disk is encrypted, and {', '.join(running)} reads it while running",
            ),
            (encrypted == "yes", "unknown", "encrypted, and nobody said in which layer"),
            (not keys, "unknown", "encrypted, and nobody said where the key is kept"),
            (maybe_lost, "unknown", f"encrypted, and the key is kept in {', '.join(maybe_lost)}, which may have been reached"),
            (
                encrypted == "disk" and maybe_running,
                "unknown",
                f"encrypted, and only on its disk; it may have been read in {', '.join(maybe_running)}",
            ),
            (encrypted == "disk", "no", f"encrypted on its disk; the key is kept in {', '.join(keys)}, which was not hit"),
            (True, "no", f"encrypted by itself; the key is kept in {', '.join(keys)}, which was not hit"),
        ]
        return next((answer, why) for holds, answer, why in answers if holds)

    # The document.

    def document(self, combinations: list[Plain]) -> Plain:
        """Put it together."""
        used = {d["id"] for d in self.touched}
        activities = [a for a in self.inventory["processing_activities"] if used & set(a["datasets"])]
        run_by = {s["processor"] for s in self.inventory["systems"] if s["id"] in self.marked}
        for activity in activities:
            run_by |= set(activity["processors"])
        present = [g for g in self.groups if any(s["group"] == g for _, s in self.rows)]
        people, records = self.together({g: self.people_of(g) for g in present}), self.records()
        if not present:
            people = count(0, 0)
        if any(not d["subjects"] for d in self.touched):
            people, records = ({"at_least": c["at_least"] or None, "at_most": None} for c in (people, records))
        categories = [self.category(c) for c in self.inventory["categories"] if self.holders(c["id"])]
        groups = [self.group(self.groups[g]) for g in present]
        ruled_out = self.hit["ruled_out"]
        return {
            "systems": sorted(self.marked),
            "reached": [r for r in self.reached if r["system"] not in ruled_out],
            "ruled_out": [
                {"system": r["system"], "because": r["because"], "reason": ruled_out[r["system"]]}
                for r in self.reached if r["system"] in ruled_out
            ],
            "datasets": [self.dataset(d) for d in self.touched],
            "left_out": self.left_out,
            "processing_activities": [a["id"] for a in activities],
            "subject_groups": groups,
            "data_categories": categories,
            "likely_consequences": self.consequences(categories, present, combinations),
            "people": people,
            "records": records,
            "countries": every(groups, "countries"),
            "languages": every(groups, "languages"),
            "processors": [p["id"] for p in self.inventory["processors"] if p["id"] in run_by],
            "recipients": every(activities, "recipients"),
            "transfers": every(activities, "transfers"),
            "unknown": [question for d in self.touched for question in self.questions(d)] + list(self.where()),
        }  # fmt: skip

    def dataset(self, dataset: Plain) -> Plain:
        """Give one dataset."""
        readable, why = self.readable(dataset)
        held = {*dataset["systems"], *dataset["copies"]}
        flows = [f for f in self.flows.get(dataset["id"], ()) if ({f["from"], f["to"]} - held) & self.marked]
        return {
            "id": dataset["id"],
            "systems": [s for s in self.places(dataset) if s in self.marked],
            "readable": readable,
            "protection": why,
            "whole": self.whole(dataset),
            "because": unique([dataset["row"], *(f["row"] for f in flows)]),
        }

    def group(self, group: Plain) -> Plain:
        """Give one group."""
        rows = [s for _, s in self.rows if s["group"] == group["id"]]
        stated = self.hit["stated"].get(group["id"])
        return {
            "id": group["id"],
            "people": count(*self.people_of(group["id"])),
            "records": self.records(group["id"]),
            "vulnerable": group["vulnerable"],
            "countries": sorted({c for s in rows for c in s["countries"] or group["countries"]}),
            "languages": sorted({c for s in rows for c in s["languages"] or group["languages"]}),
            "stated": stated["reason"] if stated else None,
            "because": [*(s["row"] for s in rows), group["row"]],
        }

    def holders(self, category: str) -> list[tuple[Plain, list[Plain], bool]]:
        """Give the datasets that hold a kind of data, the rows that do, and whether the dataset says so itself."""
        found = []
        for dataset in self.touched:
            rows = [s for s in dataset["subjects"] if category in (s["categories"] or dataset["categories"])]
            if rows or category in dataset["categories"]:
                found.append((dataset, rows, category in dataset["categories"]))
        return found

    def category(self, category: Plain) -> Plain:
        """Give one kind of data."""
        holders = self.holders(category["id"])
        groups = list(dict.fromkeys(s["group"] for _, rows, _ in holders for s in rows))
        by_group = {g: self.people_with(category["id"], g) or (None, 0) for g in groups}
        people = self.together(by_group) if groups else count(None, inf)
        if any(not rows for _, rows, _ in holders):
            people = {"at_least": people["at_least"] or None, "at_most": None}
        because = [[*([d["row"]] if itself else []), *(s["row"] for s in rows)] for d, rows, itself in holders]
        return {
            "id": category["id"],
            "special": category["special"],
            "groups": groups,
            "people": people,
            "unreadable": all(category["id"] in d["unreadable"] for d, _, _ in holders),
            "because": unique(row for rows in because for row in rows),
        }

    def consequences(self, categories: list[Plain], present: list[str], combinations: list[Plain]) -> list[Plain]:
        """Give what may follow."""
        harms = {c["id"]: c["harms"] for c in self.inventory["categories"]}
        of_group = {g: [c["id"] for c in categories if g in c["groups"]] for g in present}
        made = {
            (g, c["id"]): c["consequences"]
            for g in present for c in combinations
            if (self.groups[g]["vulnerable"] or not c["vulnerable"])
            and all(any(is_a(held, wanted) for held in of_group[g] for wanted in part) for part in c["needs"])
        }  # fmt: skip
        every_harm = {h for c in categories for h in harms[c["id"]]} | {h for hs in made.values() for h in hs}
        found = []
        for harm in sorted(every_harm):
            alone = [c for c in categories if harm in harms[c["id"]]]
            both = [key for key, consequences in made.items() if harm in consequences]
            whose = {g for c in alone for g in c["groups"]} | {g for g, _ in both}
            found.append(
                {
                    "id": harm,
                    "groups": [g for g in self.groups if g in whose],
                    "data_categories": sorted(c["id"] for c in alone),
                    "combinations": sorted({id_ for _, id_ in both}),
                }
            )
        return found

    def where(self) -> Iterable[str]:
        """Give the question where people live, of whom nobody said it."""
        for dataset, held in self.rows:
            if not held["countries"] and not self.groups[held["group"]]["countries"]:
                yield (
                    f"Where do the {held['group']} in '{dataset['name']}' live? "
                    f"The inventory names no country ({place(held['row'])})."
                )

    def questions(self, dataset: Plain) -> Iterable[str]:
        """Give what the inventory leaves open about a dataset."""
        at, name = place(dataset["row"]), dataset["name"]
        if not dataset["subjects"]:
            yield f"Whose data are in '{name}'? The inventory names no group ({at})."
        for held in dataset["subjects"]:
            who, row = held["group"], place(held["row"])
            known = held["people"]["at_most"] is not None or self.groups[who]["size"]["at_most"] is not None
            if not known and who not in self.hit["stated"]:
                yield f"How many {who} are in '{name}'? The inventory has no upper bound ({row})."
            if held["records"]["at_least"] is None and held["records"]["at_most"] is None:
                yield f"How many records about {who} are in '{name}'? Not in the inventory ({row})."
        if self.hit["window"] and not dataset["from"]:
            yield f"Since when are the data of '{name}' collected? Not in the inventory ({at})."


def later(day: str, months: int) -> str:
    """Give the day some months after one, both as text; the last of a month that is too short."""
    years, month = divmod(int(day[5:7]) - 1 + months, 12)
    year = int(day[:4]) + years
    return f"{year:04}-{month + 1:02}-{min(int(day[8:]), monthrange(year, month + 1)[1]):02}"


def folded(whole_of: Mapping[str, str | None], bound: Mapping[str, float], own: Mapping[str, float]) -> float:
    """Give the most there can be in all of these: each whole what it and its parts hold, and no more than it can."""

    def most(id_: str) -> float:
        parts = [part for part in bound if whole_of.get(part) == id_]
        return min(bound[id_], own.get(id_, 0) + sum(most(part) for part in parts))

    return sum(most(id_) for id_ in bound if whole_of.get(id_) not in bound)


def largest(lows: Iterable[float | None]) -> float | None:
    """Give the largest that is known."""
    return max((low for low in lows if low is not None), default=None)


def count(low: float | None, high: float) -> Plain:
    """Give both ends as a document says them."""
    return {"at_least": low, "at_most": None if high == inf else high}


def step(start: str, end: str, way: str, because: str, row: Plain) -> Plain:
    """Give one way from a system to another."""
    return {"from": start, "to": end, "way": way, "because": because, "row": row}


def is_a(held: str, wanted: str) -> bool:
    """Tell whether a kind of data is one, or a finer one."""
    return held.split(".")[: len(wanted.split("."))] == wanted.split(".")


def every(lines: Iterable[Plain], key: str) -> list[str]:
    """Give all that stands under a key, each once."""
    return sorted({word for line in lines for word in line[key]})


def unique(rows: Iterable[Plain]) -> list[Plain]:
    """Give rows, each once."""
    found: list[Plain] = []
    for row in rows:
        if row not in found:
            found.append(row)
    return found


def place(row: Plain) -> str:
    """Say where a row stands."""
    return f"{row['file']}:{row['line']}"
