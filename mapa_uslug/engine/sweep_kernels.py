"""Compiled searches over a packed graph with a bucket queue of integer ticks (Dial 1969).

All arcs cost at least one tick, so when a bucket's turn comes everything in it is final, ties included; arcs at no
cost lead to nodes from which none leads, so that nothing waits for these.
What is found therefore does not depend on the order inside a bucket, and neither on threads nor on the
numbering of nodes. A bucket is a linked list of entries ``node << 32 | next`` in one pool; entries that were
overtaken are skipped when popped, freed entries are used again first, while they are still in the cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.graph import Adjacency
from mapa_uslug.engine.prefetching import prefetch

LOW = np.uint64(0xFFFF_FFFF)
HIGH = np.uint64(0x7FFF_FFFF_0000_0000)  # an arc's ticks
LAST = np.uint64(0x8000_0000_0000_0000)
SHIFT = np.uint64(32)
ONE = np.uint64(1)
NONE = np.uint64(0xFFFF_FFFF)  # end of a bucket's list
UNREACHED = np.uint64(0xFFFF_FFFF_FFFF_FFFF)


@kernel
def _push(
    pool: NDArray[np.uint64], head: NDArray[np.uint64], v: Any, bucket: Any, used: Any, free: Any
) -> Any:
    """Put a node into a bucket; returns the entry's place and the new ends of the pool's used and free parts."""
    if free != NONE:
        place = free
        free = pool[place] & LOW
    else:
        place = used
        used += ONE
    pool[place] = (v << SHIFT) | head[bucket]
    head[bucket] = place
    return place, used, free


@kernel
def nearest_sweep(
    adjacency: Adjacency,
    seed_node: NDArray[np.int32],
    seed_label: NDArray[np.uint64],
    limit: int,
    head: NDArray[np.uint64],
    pool: NDArray[np.uint64],
    label: NDArray[np.uint64],
) -> None:
    """Lower `label` (``ticks << 32 | source``, filled with `UNREACHED`) to the least one at every node.

    Seeds come in ascending order of label; `head` is a ring of empty buckets, its size a power of two above
    the heaviest arc, and is empty again afterwards.
    """
    arc_ptr, arcs, _ = adjacency
    mask = np.uint64(len(head) - 1)
    bound = ((np.uint64(limit) + ONE) << SHIFT) - ONE
    seeds = len(seed_node)
    used, free, pending, seed = np.uint64(0), NONE, 0, 0
    now = np.uint64(0)
    batch = np.empty(1024, dtype=np.uint64)
    while True:
        if pending == 0:
            if seed == seeds or seed_label[seed] > bound:
                break
            now = seed_label[seed] >> SHIFT
        bucket = now & mask
        while seed < seeds and seed_label[seed] >> SHIFT == now:
            v = np.uint64(seed_node[seed])
            if seed_label[seed] < label[v]:
                if label[v] >> SHIFT != now:
                    _, used, free = _push(pool, head, v, bucket, used, free)
                    pending += 1
                label[v] = seed_label[seed]
            seed += 1
        entry = head[bucket]
        head[bucket] = NONE
        popped = 0
        while entry != NONE:
            u = pool[entry] >> SHIFT
            prefetch(label, u)
            prefetch(arc_ptr, u)
            following = pool[entry] & LOW
            pool[entry] = free
            free = entry
            entry = following
            if popped == len(batch):
                batch = np.concatenate((batch, np.empty_like(batch)))
            batch[popped] = u
            popped += 1
        pending -= popped
        # A country lies beyond the caches and the nodes of one tick all over it: what they need is asked for of all of
        # them, step by step, before any has to wait for it.
        settled = 0
        for i in range(popped):
            u = batch[i]
            if label[u] >> SHIFT == now:
                prefetch(arcs, arc_ptr[u])
                batch[settled] = u
                settled += 1
        for i in range(settled):
            u = batch[i]
            for k in range(arc_ptr[u], arc_ptr[u + ONE]):
                prefetch(label, arcs[k] & LOW)
        for i in range(settled):
            u = batch[i]
            at = label[u]
            for k in range(arc_ptr[u], arc_ptr[u + ONE]):
                arc = arcs[k]
                v = arc & LOW
                new = at + (arc & HIGH)
                old = label[v]
                if new < old and new <= bound:
                    label[v] = new
                    if new >> SHIFT != old >> SHIFT and arc & LAST == 0:
                        _, used, free = _push(pool, head, v, (new >> SHIFT) & mask, used, free)
                        pending += 1
        now += ONE


@kernel
def reach_sweep(
    adjacency: Adjacency,
    seed_node: NDArray[np.int32],
    seed_ticks: NDArray[np.uint32],
    seed_length: NDArray[np.float64],
    limit: int,
    is_target: NDArray[np.uint8],
    targets: int,
    head: NDArray[np.uint64],
    pool: NDArray[np.uint64],
    ticks: NDArray[np.uint32],
    length: NDArray[np.float64],
    touched: NDArray[np.int32],
) -> int:
    """Ticks (filled with `NEVER`) from one source to the nodes within a limit; returns how many it touched.

    Seeds come in ascending order of ticks; those of `NEVER` are ignored.
    `touched` begins with the nodes whose ticks were set, so that the caller resets only those. If `length` is
    not empty, the length of the returned path is carried along; among paths of equal ticks it is the least.
    If `targets` is positive the search stops when that many nodes of `is_target` are final, and the ticks of
    other nodes may still be above the least.
    """
    arc_ptr, arcs, arc_length = adjacency
    mask = np.uint64(len(head) - 1)
    bound = np.uint64(limit)
    never = np.uint32(0xFFFF_FFFF)
    carries = len(length) > 0
    used, free, pending, count, left = np.uint64(0), NONE, 0, 0, targets
    seeds, seed, now = len(seed_node), 0, np.uint64(0)
    while True:
        if pending == 0:
            if (targets > 0 and left == 0) or seed == seeds or seed_ticks[seed] > bound:
                break
            now = np.uint64(seed_ticks[seed])
        while seed < seeds and seed_ticks[seed] == now:
            v = np.uint64(seed_node[seed])
            if ticks[v] > seed_ticks[seed]:
                if ticks[v] == never:
                    touched[count] = v
                    count += 1
                ticks[v] = seed_ticks[seed]
                if carries:
                    length[v] = seed_length[seed]
                _, used, free = _push(pool, head, v, now & mask, used, free)
                pending += 1
            elif carries and ticks[v] == seed_ticks[seed] and seed_length[seed] < length[v]:
                length[v] = seed_length[seed]
            seed += 1
        # What is reached at no cost comes after all else of the bucket, when nothing can change it any more.
        while head[now & mask] != NONE:
            entry = head[now & mask]
            head[now & mask] = NONE
            while entry != NONE:
                u = pool[entry] >> SHIFT
                following = pool[entry] & LOW
                pool[entry] = free
                free = entry
                entry = following
                pending -= 1
                if np.uint64(ticks[u]) != now:
                    continue
                if targets > 0:
                    if left == 0:
                        continue
                    if is_target[u] == 1:
                        left -= 1
                        if left == 0:
                            continue
                for k in range(arc_ptr[u], arc_ptr[u + ONE]):
                    arc = arcs[k]
                    v = arc & LOW
                    new = now + ((arc & HIGH) >> SHIFT)
                    old = np.uint64(ticks[v])
                    if new < old:
                        if new <= bound:
                            if old == LOW:
                                touched[count] = v
                                count += 1
                            ticks[v] = np.uint32(new)
                            if carries:
                                length[v] = length[u] + arc_length[k]
                            if arc & LAST == 0 or targets > 0:
                                _, used, free = _push(pool, head, v, new & mask, used, free)
                                pending += 1
                    elif carries and new == old and length[u] + arc_length[k] < length[v]:
                        length[v] = length[u] + arc_length[k]
        now += ONE
    return count


@kernel
def improve(
    label: NDArray[np.uint64], length: NDArray[np.float64], v: Any, new: Any, new_length: float
) -> bool:
    """Put a label among the k least of a node, one per source; true if it was put there.

    An equal label with a shorter path only shortens the path.
    """
    k = label.shape[1]
    carries = len(length) > 0
    source = new & LOW
    at = 0
    while at < k and label[v, at] <= new:
        if label[v, at] & LOW == source:
            if carries and label[v, at] == new and new_length < length[v, at]:
                length[v, at] = new_length
            return False
        at += 1
    if at == k:
        return False
    # The rest moves up by one, as far as the source's former label or the first free place.
    for i in range(at, k):
        old = label[v, i]
        label[v, i] = new
        if carries:
            old_length = length[v, i]
            length[v, i] = new_length
            new_length = old_length
        if old & LOW == source or old == UNREACHED:
            break
        new = old
    return True


@kernel
def k_nearest_sweep(
    adjacency: Adjacency,
    seed_node: NDArray[np.int32],
    seed_label: NDArray[np.uint64],
    seed_length: NDArray[np.float64],
    limit: int,
    head: NDArray[np.uint64],
    label: NDArray[np.uint64],
    length: NDArray[np.float64],
) -> None:
    """Lower `label` (nodes x k, filled with `UNREACHED`) to the k least labels of distinct sources.

    One queue of (node, source): a label that is not among the k least of a node cannot be on the way to the k
    least of another, so each node passes on at most k sources. `length` (nodes x k, or empty) is the length
    of the returned paths.
    """
    arc_ptr, arcs, arc_length = adjacency
    mask = np.uint64(len(head) - 1)
    bound = ((np.uint64(limit) + ONE) << SHIFT) - ONE
    carries = len(length) > 0
    seeds = len(seed_node)
    pool = np.empty(1024, dtype=np.uint64)
    pool_from = np.empty(1024, dtype=np.uint64)  # source << 32 | the node before
    used, free, pending, seed = np.uint64(0), NONE, 0, 0
    now = np.uint64(0)
    while True:
        if pending == 0:
            if seed == seeds or seed_label[seed] > bound:
                break
            now = seed_label[seed] >> SHIFT
        while seed < seeds and seed_label[seed] >> SHIFT == now:
            v = np.uint64(seed_node[seed])
            if improve(label, length, v, seed_label[seed], seed_length[seed] if carries else 0.0):
                if used == len(pool):
                    pool = np.concatenate((pool, np.empty_like(pool)))
                    pool_from = np.concatenate((pool_from, np.empty_like(pool_from)))
                place, used, free = _push(pool, head, v, now & mask, used, free)
                pool_from[place] = (seed_label[seed] << SHIFT) | LOW
                pending += 1
            seed += 1
        entry = head[now & mask]
        head[now & mask] = NONE
        while entry != NONE:
            u = pool[entry] >> SHIFT
            source, before = pool_from[entry] >> SHIFT, pool_from[entry] & LOW
            following = pool[entry] & LOW
            pool[entry] = free
            free = entry
            entry = following
            pending -= 1
            at = (now << SHIFT) | source
            i = 0
            while i < label.shape[1] and label[u, i] < at:
                i += 1
            if i == label.shape[1] or label[u, i] != at:
                continue
            for k in range(arc_ptr[u], arc_ptr[u + ONE]):
                arc = arcs[k]
                v = arc & LOW
                new = at + (arc & HIGH)
                if v == before or new > bound:
                    continue
                is_new = improve(label, length, v, new, length[u, i] + arc_length[k] if carries else 0.0)
                if is_new and arc & LAST == 0:
                    if used == len(pool):
                        pool = np.concatenate((pool, np.empty_like(pool)))
                        pool_from = np.concatenate((pool_from, np.empty_like(pool_from)))
                    place, used, free = _push(pool, head, v, (new >> SHIFT) & mask, used, free)
                    pool_from[place] = (source << SHIFT) | u
                    pending += 1
        now += ONE
