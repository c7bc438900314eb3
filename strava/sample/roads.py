"""A made-up road network, and ways through it: loops, and out and back.

Routes along shared, bent roads look like routes on a map; random walks and circles do not.
"""

from __future__ import annotations

from collections import Counter
from heapq import heappop, heappush
from itertools import pairwise
from math import cos, hypot, inf, pi, radians, sin
from random import Random

from .places import Offset

Node = tuple[int, int]

DETOUR = 1.3
"""How much longer a way along roads is than the straight line."""
EAGERNESS = 1.3
"""How far the search prefers crossings near its goal: above 1, not the best way but soon found."""


class Roads:
    """A warped, thinned grid of roads around an offset of (0, 0), out to `reach` crossings.

    `spacing` is the distance of neighbouring crossings in metres; `bend` says how much a road
    wanders between them (0 is straight, 0.2 is a mountain path).
    """

    def __init__(self, rng: Random, spacing: float, reach: int, bend: float) -> None:
        self._spacing = spacing
        self._reach = reach
        self._rng = rng
        self._bend = bend
        self._at: dict[Node, Offset] = {}
        self._ways: dict[Node, list[tuple[Node, float]]] = {}
        self._bends: dict[tuple[Node, Node], list[Offset]] = {}
        self._place_crossings()
        self._lay_roads()
        self._forget_the_unreachable()

    def loop(self, length: float, bearing: float, spread: float = 38) -> list[Offset]:
        """A round of about `length` metres towards `bearing`, `spread` degrees to each side."""
        chord = hypot(1 - 0.8 * cos(radians(spread)), 0.8 * sin(radians(spread)))
        radius = length / DETOUR / (1.6 + 2 * chord)
        corners = [
            self._nearest(share * radius, bearing + turn)
            for share, turn in ((0.8, -spread), (1.0, 0.0), (0.8, spread))
        ]
        return self._through([(0, 0), *corners, (0, 0)])

    def out_and_back(self, length: float, bearing: float) -> list[Offset]:
        """A way of about `length` metres that turns and comes back the way it went."""
        out = self._through([(0, 0), self._nearest(length / 2 / DETOUR, bearing)])
        return out + out[-2::-1]

    def one_way(self, length: float, bearing: float) -> list[Offset]:
        """A way of about `length` metres that ends elsewhere."""
        return self._through([(0, 0), self._nearest(length / DETOUR, bearing)])

    def _place_crossings(self) -> None:
        rng, reach = self._rng, self._reach
        phases = [rng.uniform(0, 2 * pi) for _ in range(4)]
        turn = rng.uniform(0, pi / 2)
        steps = range(-reach, reach + 1)
        for i in steps:
            for j in steps:
                x = i + 0.7 * sin(j / 2.3 + phases[0]) + 0.4 * sin(i / 3.1 + phases[1])
                y = j + 0.7 * sin(i / 2.6 + phases[2]) + 0.4 * sin(j / 3.5 + phases[3])
                x += rng.uniform(-0.3, 0.3)
                y += rng.uniform(-0.3, 0.3)
                self._at[i, j] = (
                    self._spacing * (x * cos(turn) - y * sin(turn)),
                    self._spacing * (x * sin(turn) + y * cos(turn)),
                )
        east, north = self._at[0, 0]
        self._at = {node: (x - east, y - north) for node, (x, y) in self._at.items()}

    def _lay_roads(self) -> None:
        rng = self._rng
        self._ways = {node: [] for node in self._at}
        for i, j in self._at:
            # One diagonal a square at most, so that roads meet at crossings alone.
            slanted = (i + 1, j + 1) if rng.random() < 0.5 else (i + 1, j - 1)
            for end, kept in (((i + 1, j), 0.75), ((i, j + 1), 0.75), (slanted, 0.45)):
                # The two roads through the middle are whole, so that it is never cut off.
                whole = i == end[0] == 0 or j == end[1] == 0
                if end in self._at and (whole or rng.random() < kept):
                    # Some roads are better than others, and routes come to share them.
                    cost = rng.uniform(1.0, 2.0) * self._span((i, j), end)
                    self._ways[i, j].append((end, cost))
                    self._ways[end].append(((i, j), cost))

    def _forget_the_unreachable(self) -> None:
        reached = {(0, 0)}
        waiting = [(0, 0)]
        while waiting:
            found = {end for end, _ in self._ways[waiting.pop()]} - reached
            reached |= found
            waiting += found
        self._at = {node: at for node, at in self._at.items() if node in reached}

    def _span(self, start: Node, end: Node) -> float:
        (x0, y0), (x1, y1) = self._at[start], self._at[end]
        return hypot(x1 - x0, y1 - y0)

    def _nearest(self, distance: float, bearing: float) -> Node:
        x = distance * sin(radians(bearing))
        y = distance * cos(radians(bearing))
        return min((abs(at[0] - x) + abs(at[1] - y), node) for node, at in self._at.items())[1]

    def _through(self, stops: list[Node]) -> list[Offset]:
        used: Counter[Node] = Counter()
        nodes = [stops[0]]
        for start, end in pairwise(stops):
            leg = self._cheapest(start, end, used)
            used.update(leg)
            nodes += leg[1:]
        return self._drawn(_without_spurs(nodes))

    def _cheapest(self, start: Node, end: Node, used: Counter[Node]) -> list[Node]:
        # A*; crossings already passed are dear, so that a loop does not come back the way it
        # went where it need not.
        best = {start: 0.0}
        came: dict[Node, Node] = {}
        queue = [(0.0, start)]
        at, (x, y) = self._at, self._at[end]
        while queue:
            _, node = heappop(queue)
            if node == end:
                break
            reached = best[node]
            for neighbour, cost in self._ways[node]:
                total = reached + cost * (1 + 4 * used.get(neighbour, 0))
                if total < best.get(neighbour, inf):
                    best[neighbour] = total
                    came[neighbour] = node
                    here = at[neighbour]
                    left = hypot(here[0] - x, here[1] - y)
                    heappush(queue, (total + EAGERNESS * left, neighbour))
        nodes = [end]
        while nodes[-1] != start:
            nodes.append(came[nodes[-1]])
        return nodes[::-1]

    def _drawn(self, nodes: list[Node]) -> list[Offset]:
        line = [self._at[nodes[0]]]
        for start, end in pairwise(nodes):
            line += self._road(start, end)
            line.append(self._at[end])
        return _rounded(line)

    def _road(self, start: Node, end: Node) -> list[Offset]:
        if start > end:
            return self._road(end, start)[::-1]
        if (start, end) not in self._bends:
            (x0, y0), (x1, y1) = self._at[start], self._at[end]
            bow = self._rng.uniform(-self._bend, self._bend)
            wave = self._rng.uniform(-self._bend, self._bend) * 0.6
            points = []
            for share in (0.2, 0.4, 0.6, 0.8):
                aside = bow * sin(pi * share) + wave * sin(2 * pi * share)
                points.append(
                    (
                        x0 + (x1 - x0) * share - (y1 - y0) * aside,
                        y0 + (y1 - y0) * share + (x1 - x0) * aside,
                    )
                )
            self._bends[start, end] = points
        return self._bends[start, end]


def _without_spurs(nodes: list[Node]) -> list[Node]:
    kept: list[Node] = []
    for node in nodes:
        if len(kept) > 1 and kept[-2] == node:
            kept.pop()
        else:
            kept.append(node)
    return kept


def _rounded(line: list[Offset]) -> list[Offset]:
    inner = [
        ((a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4)
        for a, b, c in zip(line, line[1:], line[2:], strict=False)
    ]
    return [line[0], *inner, line[-1]]
