/** Ground that the made-up pictures show: a colour for each place, in metres east and north of a story's take-off point. */

/** Red, green and blue, 0 to 255, as one number: `0xRRGGBB`. */
export type Colour = number;

/** The colour of the ground at a place. */
export type Ground = (eastM: number, northM: number) => Colour;

/** A shape on the ground: what it covers it paints. Later ones lie on top. */
export interface Patch {
  readonly covers: (eastM: number, northM: number) => boolean;
  readonly paint: Ground;
}

/** Ground with shapes on it. */
export function groundOf(under: Ground, patches: readonly Patch[]): Ground {
  const top = patches.toReversed();
  return (eastM, northM) => {
    for (const patch of top) if (patch.covers(eastM, northM)) return patch.paint(eastM, northM);
    return under(eastM, northM);
  };
}

/** One colour with a grain, so that it does not look like paper. `grainM` is the size of the grains. */
export function grained(colour: Colour, { grainM, depth }: { readonly grainM: number; readonly depth: number }): Ground {
  return (eastM, northM) => shade(colour, (hash(Math.floor(eastM / grainM), Math.floor(northM / grainM)) - 0.5) * depth);
}

/** Stripes along a direction (degrees from north), `everyM` apart, `wideM` wide. */
export function striped(
  stripe: Ground,
  between: Ground,
  options: { readonly alongDeg: number; readonly everyM: number; readonly wideM: number },
): Ground {
  const angle = (options.alongDeg * Math.PI) / 180;
  return (eastM, northM) => {
    const across = eastM * Math.cos(angle) - northM * Math.sin(angle);
    const within = across - Math.floor(across / options.everyM) * options.everyM;
    return within < options.wideM ? stripe(eastM, northM) : between(eastM, northM);
  };
}

/** A disc. */
export function disc(eastM: number, northM: number, radiusM: number): Patch["covers"] {
  return (x, y) => (x - eastM) ** 2 + (y - northM) ** 2 <= radiusM * radiusM;
}

/** A rectangle from a corner along a direction (degrees from north) and to its right. */
export function block(options: {
  readonly eastM: number;
  readonly northM: number;
  readonly alongDeg: number;
  readonly alongM: number;
  readonly acrossM: number;
}): Patch["covers"] {
  const angle = (options.alongDeg * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return (x, y) => {
    const east = x - options.eastM;
    const north = y - options.northM;
    const along = east * sin + north * cos;
    const across = east * cos - north * sin;
    return along >= 0 && along <= options.alongM && across >= 0 && across <= options.acrossM;
  };
}

/** A band along a line of points. */
export function ribbon(points: readonly (readonly [eastM: number, northM: number])[], wideM: number): Patch["covers"] {
  const reach = (wideM / 2) ** 2;
  const legs = points.slice(1).map(([toEast, toNorth], at) => {
    const [fromEast, fromNorth] = points[at] as readonly [number, number];
    const east = toEast - fromEast;
    const north = toNorth - fromNorth;
    return { fromEast, fromNorth, east, north, squared: east * east + north * north };
  });
  return (x, y) => {
    for (const { fromEast, fromNorth, east, north, squared } of legs) {
      const dx = x - fromEast;
      const dy = y - fromNorth;
      const share = Math.max(0, Math.min(1, (dx * east + dy * north) / squared));
      const offEast = dx - east * share;
      const offNorth = dy - north * share;
      if (offEast * offEast + offNorth * offNorth <= reach) return true;
    }
    return false;
  };
}

/** A colour made lighter (up to 1) or darker (down to -1). */
export function shade(colour: Colour, by: number): Colour {
  const keep = 256 - Math.round(Math.abs(by) * 256);
  const add = by > 0 ? (256 - keep) * 255 : 0;
  const red = (((colour >> 16) & 255) * keep + add) >> 8;
  const green = (((colour >> 8) & 255) * keep + add) >> 8;
  const blue = ((colour & 255) * keep + add) >> 8;
  return (red << 16) | (green << 8) | blue;
}

/** A number from 0 to 1 that two whole numbers always give. */
function hash(x: number, y: number): number {
  let value = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return ((value ^ (value >>> 13)) >>> 0) / 4_294_967_296;
}
