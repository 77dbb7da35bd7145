"""OSM files (PBF, XML) to raw roads, through libosmium in one pass."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import NODE, RELATION, WAY

from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.overpass_json import as_osm_file
from mapa_uslug.network.access import Tags
from mapa_uslug.network.barrier_rules import stopped_modes
from mapa_uslug.network.opl_text import MISSING, OplObjects, parse_opl, parse_tags
from mapa_uslug.network.raw_roads import RawRoads
from mapa_uslug.network.speed_profile import SpeedProfile
from mapa_uslug.network.turn_placing import count_fates, place_turns
from mapa_uslug.network.turn_rules import TurnRule, read_rules
from mapa_uslug.network.way_rules import RULE_KEYS, WayPace, pace_of
from mapa_uslug.network.whole_ways import spread_whole_times

OSM_FORMS = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
_OPL = "opl,locations_on_ways=true,add_metadata=false"
_BARRIER_KEYS = frozenset(("barrier", "access", "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot"))
DEGREES_PER_UNIT = 1e-7
_NOT_A_ROAD, _CLOSED_ROAD, _OTHER_ROUTE = -1, -2, -3


def read_osm_roads(path: Path, profile: SpeedProfile) -> tuple[RawRoads, Mapping[str, int]]:
    """Read every road, path and ferry of an OSM file that some mode may use.

    Ways are read as drawn: where a node is missing from the file the way is cut, and the parts on both
    sides stay.

    Returns
    -------
    roads : RawRoads
    counts : mapping of str to int
        ``ways_read`` = ``ways_used`` + ``ways_not_a_road`` (class not in use) + ``ways_closed`` (to every
        mode) + ``ways_too_short`` (fewer than two known nodes in a row); ``nodes_missing``, ``barriers``;
        ``turns_read`` = ``turns_used`` + ``turns_of_others`` (neither cars nor bicycles at the time of a visit) +
        ``turns_off_roads`` (a member is no road that is read) + ``turns_broken`` (cannot be understood).

    Raises
    ------
    InputError
        The file is not an OSM file, or is cut short, or holds no road.
    """
    restrictions = _Restrictions()
    text = _read_opl(path, restrictions)
    objects = parse_opl(text)
    is_missing = objects.ref_x == MISSING
    if is_missing.any() and (np.any(objects.ref_id[is_missing] < 0) or is_missing.all()):
        text = _read_opl(path, _Restrictions(), with_all_nodes=True)
        objects = _locate_unsaved(parse_opl(text))
    way_pace, paces = _pace_ways(text, objects, profile)
    roads, too_short = _assemble_roads(text, objects, way_pace, paces)
    turns, fates = place_turns(roads, restrictions.rules)
    roads = replace(roads, turns=turns)
    counts = {
        "ways_read": int(np.count_nonzero(way_pace != _OTHER_ROUTE)),
        "ways_used": int(np.count_nonzero(way_pace >= 0)) - too_short,
        "ways_not_a_road": int(np.count_nonzero(way_pace == _NOT_A_ROAD)),
        "ways_closed": int(np.count_nonzero(way_pace == _CLOSED_ROAD)),
        "ways_too_short": too_short,
        "nodes_missing": int(np.count_nonzero(objects.ref_x == MISSING)),
        "barriers": int(np.count_nonzero(roads.point_stops)),
        **restrictions.count(fates),
    }
    if not counts["ways_used"]:
        raise InputError([_no_roads(path, counts["ways_read"])])
    return roads, counts


class _Restrictions:
    """Gathers the turn restrictions of a file while it is read."""

    def __init__(self) -> None:
        self.rules: list[TurnRule] = []
        self._relation: list[int] = []
        self._left: Counter[str] = Counter()

    def relation(self, relation: osmium.osm.Relation) -> None:
        """Take in a relation; called by libosmium."""
        members = [(member.type, member.ref, member.role) for member in relation.members]
        found = read_rules(dict(relation.tags), members)
        if isinstance(found, str):
            self._left[found] += 1
            return
        self.rules += found
        self._relation += [relation.id] * len(found)

    def count(self, fates: Sequence[str]) -> dict[str, int]:
        """Relations by what became of them; one that says several things counts once, as the first of them."""
        of_relation = dict(reversed(list(zip(self._relation, fates, strict=True))))
        return count_fates(self._left["others"], self._left["broken"], list(of_relation.values()))


def _read_opl(path: Path, restrictions: _Restrictions, *, with_all_nodes: bool = False) -> NDArray[np.uint8]:
    """Have libosmium filter the file and write roads (with locations) and barriers as text.

    Restrictions are handed over one by one, for they are few.
    """
    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    roads = osmium.filter.KeyFilter("highway", "route").enable_for(WAY)
    turns = osmium.filter.TagFilter(("type", "restriction")).enable_for(RELATION)
    barriers = osmium.filter.KeyFilter("barrier").enable_for(osmium.osm.NOTHING if with_all_nodes else NODE)
    with tempfile.TemporaryDirectory(prefix="mapa-uslug-") as folder, as_osm_file(path) as source:
        target = Path(folder) / "roads.opl"
        # Named outright, because libosmium knows endings in small letters only.
        form = next(suffix for suffix in OSM_FORMS if source.name.lower().endswith(suffix)).lstrip(".")
        try:
            with (
                osmium.SimpleWriter(osmium.io.File(str(target), _OPL)) as writer,
                osmium.io.Reader(osmium.io.File(str(source), form), NODE | WAY | RELATION) as reader,
            ):
                osmium.apply(reader, locations, barriers, roads, turns, restrictions, writer)
        except RuntimeError as error:
            raise InputError([_unreadable(path, error)]) from error
        return np.fromfile(target, np.uint8)


def _locate_unsaved(objects: OplObjects) -> OplObjects:
    """Fill in places that libosmium does not: of negative ids (edits not yet uploaded), and of nodes after ways."""
    if not len(objects.node_id):
        return objects
    order = np.argsort(objects.node_id, kind="stable")
    ids = objects.node_id[order]
    at = order[np.minimum(np.searchsorted(ids, objects.ref_id), len(ids) - 1)]
    found = (objects.ref_x == MISSING) & (objects.node_id[at] == objects.ref_id)
    return replace(
        objects,
        ref_x=np.where(found, objects.node_x[at], objects.ref_x),
        ref_y=np.where(found, objects.node_y[at], objects.ref_y),
    )


def _pace_ways(
    text: NDArray[np.uint8], objects: OplObjects, profile: SpeedProfile
) -> tuple[NDArray[np.int32], tuple[WayPace, ...]]:
    """The pace of every way as a row of the distinct paces, or why it has none."""
    whole = text.data
    row_of_text: dict[bytes, int] = {}
    row_of_tags: dict[tuple[tuple[str, str], ...], int] = {}
    row_of_pace: dict[WayPace, int] = {}
    rows = np.empty(len(objects.way_id), np.int32)
    for way, (start, stop) in enumerate(objects.way_tags.tolist()):
        written = bytes(whole[start:stop])
        row = row_of_text.get(written)
        if row is None:
            tags = parse_tags(written, RULE_KEYS)
            key = tuple(sorted(tags.items()))
            row = row_of_tags.get(key)
            if row is None:
                row = row_of_tags[key] = _row_of(tags, pace_of(tags, profile), row_of_pace)
            row_of_text[written] = row
        rows[way] = row
    return rows, tuple(row_of_pace)


def _row_of(tags: Tags, pace: WayPace | None, rows: dict[WayPace, int]) -> int:
    if pace is None:
        return _NOT_A_ROAD if "highway" in tags else _OTHER_ROUTE
    return _CLOSED_ROAD if pace.is_closed else rows.setdefault(pace, len(rows))


def _assemble_roads(
    text: NDArray[np.uint8], objects: OplObjects, way_pace: NDArray[np.int32], paces: tuple[WayPace, ...]
) -> tuple[RawRoads, int]:
    """Cut ways at missing nodes and number the points; also count the ways of which nothing is left."""
    way_of_ref = np.repeat(np.arange(len(way_pace)), np.diff(objects.way_ptr))
    is_known = (objects.ref_x != MISSING) & (way_pace[way_of_ref] >= 0)
    known = np.flatnonzero(is_known)
    way, ref_id = way_of_ref[known], objects.ref_id[known]
    # A node written twice in a row is one point.
    starts = np.ones(len(known), bool)
    starts[1:] = (np.diff(known) > 1) | (way[1:] != way[:-1])
    fresh = starts.copy()
    fresh[1:] |= ref_id[1:] != ref_id[:-1]
    known, way, starts = known[fresh], way[fresh], starts[fresh]
    run_of = np.cumsum(starts) - 1
    is_long = np.bincount(run_of)[run_of] >= 2 if len(run_of) else np.zeros(0, bool)
    known, way, starts = known[is_long], way[is_long], starts[is_long]
    point_id, first, points = np.unique(objects.ref_id[known], return_index=True, return_inverse=True)
    run_start = np.flatnonzero(starts)
    roads = RawRoads(
        point_id=point_id,
        point_x=objects.ref_x[known[first]] * DEGREES_PER_UNIT,
        point_y=objects.ref_y[known[first]] * DEGREES_PER_UNIT,
        point_stops=_stops_at(text, objects, point_id),
        run_ptr=np.append(run_start, len(known)).astype(np.int64),
        run_points=points.astype(np.int32),
        run_pace=way_pace[way[run_start]],
        run_source_id=objects.way_id[way[run_start]],
        paces=paces,
    )
    return spread_whole_times(roads), int(np.count_nonzero(way_pace >= 0)) - len(np.unique(way))


def _stops_at(text: NDArray[np.uint8], objects: OplObjects, point_id: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Bits of the modes that barriers stop, per point."""
    stops = np.zeros(len(point_id), np.uint8)
    if not len(point_id):
        return stops
    row = np.minimum(np.searchsorted(point_id, objects.node_id), len(point_id) - 1)
    has_tags = objects.node_tags[:, 1] > objects.node_tags[:, 0]
    for barrier in np.flatnonzero((point_id[row] == objects.node_id) & has_tags):
        start, stop = objects.node_tags[barrier]
        stops[row[barrier]] = stopped_modes(parse_tags(text[start:stop].tobytes(), _BARRIER_KEYS))
    return stops


def _unreadable(path: Path, error: Exception) -> Problem:
    return problem(
        "The OSM file cannot be read: {detail}.",
        where=str(path),
        hint="Download or export it again; a file that ends too early was cut in transfer.",
        code="osm_unreadable",
        detail=str(error).rstrip("."),
    )


def _no_roads(path: Path, ways: int) -> Problem:
    return problem(
        "The OSM file holds no road that can be used ({ways} ways with a highway tag).",
        where=str(path),
        hint="Use an extract that keeps highway ways together with their nodes.",
        code="no_roads",
        ways=ways,
    )
