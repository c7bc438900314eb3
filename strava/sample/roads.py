"""A made-up road network, with routes through it: loops, out and back, and one way.

Routes along shared, curved roads look real on a map; random walks and circles do not.
"""

from __future__ import annotations

from collections import Counter
from heapq import heappop, heappush
from itertools import pairwise
from math import cos, hypot, inf, pi, radians, sin
from random import Random

from .places import Offset

Node = tuple[int, int]
"""A crossing, by its position in the grid."""

DETOUR = 1.3
"""Length of a route along roads divided by the length of the straight line."""
GREEDINESS = 1.3
"""Weight of the remaining distance in the search. Above 1 the search is faster, but the route
is not always the shortest."""


class Roads:
    """A distorted grid of roads around the offset (0, 0), with some roads left out.

    `spacing` is the distance between neighboring crossings in meters, and `reach` the number of
    crossings from the center to the edge. `curvature` says how much a road deviates from a
    straight line (0 is straight, 0.2 is a mountain path).
    """

    def __init__(self, rng: Random, spacing: float, reach: int, curvature: float) -> None:
        self._spacing = spacing
        self._reach = reach
        self._rng = rng
        self._curvature = curvature
        self._positions: dict[Node, Offset] = {}
        self._neighbors: dict[Node, list[tuple[Node, float]]] = {}
        self._curves: dict[tuple[Node, Node], list[Offset]] = {}
        self._place_crossings()
        self._connect_crossings()
        self._remove_unreachable()

    def loop(self, length: float, bearing: float, spread: float = 38) -> list[Offset]:
        """Return a loop of about `length` meters in the direction of `bearing`.

        Its corners are up to `spread` degrees to each side of that direction.
        """
        chord = hypot(1 - 0.8 * cos(radians(spread)), 0.8 * sin(radians(spread)))
        radius = length / DETOUR / (1.6 + 2 * chord)
        corners = [
            self._nearest(share * radius, bearing + turn)
            for share, turn in ((0.8, -spread), (1.0, 0.0), (0.8, spread))
        ]
        return self._route([(0, 0), *corners, (0, 0)])

    def out_and_back(self, length: float, bearing: float) -> list[Offset]:
        """Return a route of about `length` meters that turns halfway and returns the same way."""
        out = self._route([(0, 0), self._nearest(length / 2 / DETOUR, bearing)])
        return out + out[-2::-1]

    def one_way(self, length: float, bearing: float) -> list[Offset]:
        """Return a route of about `length` meters that ends at another place."""
        return self._route([(0, 0), self._nearest(length / DETOUR, bearing)])

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
                self._positions[i, j] = (
                    self._spacing * (x * cos(turn) - y * sin(turn)),
                    self._spacing * (x * sin(turn) + y * cos(turn)),
                )
        east, north = self._positions[0, 0]
        self._positions = {node: (x - east, y - north) for node, (x, y) in self._positions.items()}

    def _connect_crossings(self) -> None:
        rng = self._rng
        self._neighbors = {node: [] for node in self._positions}
        for i, j in self._positions:
            # At most one diagonal per square, so that roads meet only at crossings.
            diagonal = (i + 1, j + 1) if rng.random() < 0.5 else (i + 1, j - 1)
            for end, probability in (((i + 1, j), 0.75), ((i, j + 1), 0.75), (diagonal, 0.45)):
                # The two roads through the center are complete, so that it is always connected.
                central = i == end[0] == 0 or j == end[1] == 0
                if end in self._positions and (central or rng.random() < probability):
                    # Random costs make some roads more attractive, so that routes share them.
                    cost = rng.uniform(1.0, 2.0) * self._distance((i, j), end)
                    self._neighbors[i, j].append((end, cost))
                    self._neighbors[end].append(((i, j), cost))

    def _remove_unreachable(self) -> None:
        reachable = {(0, 0)}
        unvisited = [(0, 0)]
        while unvisited:
            new = {end for end, _ in self._neighbors[unvisited.pop()]} - reachable
            reachable |= new
            unvisited += new
        self._positions = {
            node: position for node, position in self._positions.items() if node in reachable
        }

    def _distance(self, start: Node, end: Node) -> float:
        (x0, y0), (x1, y1) = self._positions[start], self._positions[end]
        return hypot(x1 - x0, y1 - y0)

    def _nearest(self, distance: float, bearing: float) -> Node:
        x = distance * sin(radians(bearing))
        y = distance * cos(radians(bearing))
        distances = (
            (abs(position[0] - x) + abs(position[1] - y), node)
            for node, position in self._positions.items()
        )
        return min(distances)[1]

    def _route(self, stops: list[Node]) -> list[Offset]:
        visits: Counter[Node] = Counter()
        nodes = [stops[0]]
        for start, end in pairwise(stops):
            leg = self._find_path(start, end, visits)
            visits.update(leg)
            nodes += leg[1:]
        return self._to_line(_without_spurs(nodes))

    def _find_path(self, start: Node, end: Node, visits: Counter[Node]) -> list[Node]:
        # A*. Crossings that were already visited cost more, so that a loop avoids returning the
        # way it came.
        costs = {start: 0.0}
        previous: dict[Node, Node] = {}
        queue = [(0.0, start)]
        positions, (x, y) = self._positions, self._positions[end]
        while queue:
            _, node = heappop(queue)
            if node == end:
                break
            node_cost = costs[node]
            for neighbor, cost in self._neighbors[node]:
                total = node_cost + cost * (1 + 4 * visits.get(neighbor, 0))
                if total < costs.get(neighbor, inf):
                    costs[neighbor] = total
                    previous[neighbor] = node
                    position = positions[neighbor]
                    remaining = hypot(position[0] - x, position[1] - y)
                    heappush(queue, (total + GREEDINESS * remaining, neighbor))
        nodes = [end]
        while nodes[-1] != start:
            nodes.append(previous[nodes[-1]])
        return nodes[::-1]

    def _to_line(self, nodes: list[Node]) -> list[Offset]:
        line = [self._positions[nodes[0]]]
        for start, end in pairwise(nodes):
            line += self._curve(start, end)
            line.append(self._positions[end])
        return _smoothed(line)

    def _curve(self, start: Node, end: Node) -> list[Offset]:
        if start > end:
            return self._curve(end, start)[::-1]
        if (start, end) not in self._curves:
            (x0, y0), (x1, y1) = self._positions[start], self._positions[end]
            bow = self._rng.uniform(-self._curvature, self._curvature)
            wave = self._rng.uniform(-self._curvature, self._curvature) * 0.6
            points = []
            for share in (0.2, 0.4, 0.6, 0.8):
                deviation = bow * sin(pi * share) + wave * sin(2 * pi * share)
                points.append(
                    (
                        x0 + (x1 - x0) * share - (y1 - y0) * deviation,
                        y0 + (y1 - y0) * share + (x1 - x0) * deviation,
                    )
                )
            self._curves[start, end] = points
        return self._curves[start, end]


def _without_spurs(nodes: list[Node]) -> list[Node]:
    """Remove detours that go to a crossing and straight back."""
    result: list[Node] = []
    for node in nodes:
        if len(result) > 1 and result[-2] == node:
            result.pop()
        else:
            result.append(node)
    return result


def _smoothed(line: list[Offset]) -> list[Offset]:
    inner = [
        ((a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4)
        for a, b, c in zip(line, line[1:], line[2:], strict=False)
    ]
    return [line[0], *inner, line[-1]]
