// Our decrypted bytes against another program's, connection by connection and side by side.

/** Pairs by their ends, in the order of their beginnings: `{protocol, streamId, status, bytes, detail}`. */
export function comparePlaintext(ours, theirs) {
  const waiting = new Map();
  for (const stream of ours) {
    const key = keyOf(stream, stream.ends);
    waiting.set(key, [...(waiting.get(key) ?? []), stream]);
  }
  const results = theirs.map((their) => {
    const own = waiting.get(keyOf(their, their.ends))?.shift();
    if (own === undefined) return { ...about(their), status: "only theirs", bytes: lengthOf(their), detail: "not opened by us" };
    const flipped = their.ends[0] === own.ends[1];
    const sides = flipped ? [their.sides[1], their.sides[0]] : their.sides;
    const wrong = [0, 1].filter((side) => !own.sides[side].equals(sides[side]));
    if (wrong.length === 0) return { ...about(their), status: "equal", bytes: lengthOf(their), detail: "" };
    const detail = wrong.map((side) => `side ${side}: ${difference(own.sides[side], sides[side])}`).join("; ");
    return { ...about(their), status: "different", bytes: lengthOf(their), detail, ours: own.sides, theirs: sides };
  });
  for (const stream of [...waiting.values()].flat()) {
    const bytes = lengthOf(stream);
    if (bytes > 0) results.push({ ...about(stream), status: "only ours", bytes, detail: "not opened by them" });
  }
  return results;
}

function keyOf({ protocol, streamId }, ends) {
  return [protocol, streamId, ...[...ends].sort()].join("|");
}

function about({ protocol, streamId }) {
  return { protocol, streamId };
}

function lengthOf({ sides }) {
  return sides[0].length + sides[1].length;
}

function difference(ours, theirs) {
  let at = 0;
  while (at < ours.length && at < theirs.length && ours[at] === theirs[at]) at++;
  return `${ours.length} bytes of ours, ${theirs.length} of theirs, equal up to ${at}`;
}
