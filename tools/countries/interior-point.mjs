// The point of a polygon that is farthest from its edges: where a mark for the whole of it stands. Longitudes are shortened by the cosine of the
// latitude of its middle, so that far north is not stretched. Search by quarters (the idea of Mapbox's polylabel, written anew).

/** `{ lonDeg, latDeg, reachDeg }`: the point inside a polygon (rings of `[lon, lat]`, the first around it) and its distance from the nearest edge. */
export function interiorPoint(rings) {
  const [outer] = rings;
  const lats = outer.map(([, lat]) => lat);
  const shrink = Math.max(0.05, Math.cos((((Math.min(...lats) + Math.max(...lats)) / 2) * Math.PI) / 180));
  const edges = Float64Array.from(
    rings.flatMap((ring) => ring.slice(1).flatMap(([x, y], at) => [ring[at][0] * shrink, ring[at][1], x * shrink, y])),
  );
  const xs = outer.map(([lon]) => lon * shrink);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...lats), Math.max(...lats)];
  const precision = Math.max(0.0005, Math.max(east - west, north - south) / 50);
  const cell = (x, y, half) => {
    const distance = signedDistance(edges, x, y);
    return { x, y, half, distance, most: distance + half * Math.SQRT2 };
  };
  const size = Math.max(1e-6, Math.min(east - west, north - south));
  const queue = [];
  for (let x = west; x < east; x += size) for (let y = south; y < north; y += size) queue.push(cell(x + size / 2, y + size / 2, size / 2));
  let best = queue[0];
  for (const each of queue) if (each.distance > best.distance) best = each;
  while (queue.length > 0) {
    queue.sort((a, b) => a.most - b.most);
    const next = queue.pop();
    if (next.most - best.distance <= precision) break;
    const half = next.half / 2;
    for (const [dx, dy] of [
      [-1, -1],
      [1, -1],
      [-1, 1],
      [1, 1],
    ]) {
      const quarter = cell(next.x + dx * half, next.y + dy * half, half);
      if (quarter.distance > best.distance) best = quarter;
      if (quarter.most - best.distance > precision) queue.push(quarter);
    }
  }
  return { lonDeg: best.x / shrink, latDeg: best.y, reachDeg: best.distance };
}

/** Area of a ring in square degrees as they are at its latitude; without regard to direction. */
export function ringArea(ring) {
  let twice = 0;
  for (let at = 1; at < ring.length; at += 1) {
    const [[x0, y0], [x1, y1]] = [ring[at - 1], ring[at]];
    twice += (x0 * y1 - x1 * y0) * Math.cos((((y0 + y1) / 2) * Math.PI) / 180);
  }
  return Math.abs(twice) / 2;
}

/** Distance from the nearest of edges (four numbers each); negative outside. */
function signedDistance(edges, x, y) {
  let inside = false;
  let nearest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < edges.length; at += 4) {
    const [x0, y0, x1, y1] = [edges[at], edges[at + 1], edges[at + 2], edges[at + 3]];
    if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) inside = !inside;
    const dx = x1 - x0;
    const dy = y1 - y0;
    const length = dx * dx + dy * dy;
    const part = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length));
    const awayX = x0 + part * dx - x;
    const awayY = y0 + part * dy - y;
    nearest = Math.min(nearest, awayX * awayX + awayY * awayY);
  }
  return inside ? Math.sqrt(nearest) : -Math.sqrt(nearest);
}
