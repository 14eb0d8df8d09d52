/** A drawn strip of land seen from straight above: fields with rows, a canal, a road, trees. Colours are kept as they are encoded. */
import type { Random } from "../random.ts";
import type { YuvPicture } from "./h264.ts";

/** A colour: luma and both chroma parts, 16 to 240. */
export type YuvColour = readonly [luma: number, blue: number, red: number];

const GRASS: YuvColour = [120, 96, 116];
const SOIL: YuvColour = [112, 108, 142];
const CROP: YuvColour = [92, 98, 112];
const WATER: YuvColour = [96, 146, 112];
const BANK: YuvColour = [150, 110, 130];
const ROAD: YuvColour = [132, 128, 128];
const LINE: YuvColour = [214, 128, 128];
const TREE: YuvColour = [58, 112, 112];

/** The row in which the middle of the road lies, as a share of the height. */
export const ROAD_AT = 0.62;

/** Draws a strip; the same random source draws the same land. Sides are multiples of 16. */
export function drawLand(random: Random, width: number, height: number): YuvPicture {
  const land = blankPicture(width, height);
  const fieldWidth = 160;
  const fields = Array.from({ length: Math.ceil(width / fieldWidth) + 1 }, () => ({
    isCrop: random.unit() < 0.6,
    rowsPx: 6 + 2 * random.below(4),
    shade: random.below(24) - 12,
  }));
  const trees = Array.from({ length: Math.floor(width / 28) }, () => ({
    x: random.below(width),
    y: random.below(height),
    radius: 4 + random.below(6),
  }));
  const canalTop = Math.round(height * 0.2);
  const roadTop = Math.round(height * ROAD_AT) - 9;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const field = fields[Math.floor((x + y / 3) / fieldWidth)] as (typeof fields)[number];
      let colour: YuvColour = GRASS;
      if (field.isCrop) colour = Math.floor(y / field.rowsPx) % 2 === 0 ? CROP : SOIL;
      let shade = field.shade;
      const bend = 6 * Math.sin(x / 90);
      if (y >= canalTop + bend - 3 && y < canalTop + bend + 25) {
        colour = y >= canalTop + bend && y < canalTop + bend + 22 ? WATER : BANK;
        shade = 0;
      }
      if (y >= roadTop && y < roadTop + 18) {
        colour = y >= roadTop + 8 && y < roadTop + 10 && x % 32 < 18 ? LINE : ROAD;
        shade = 0;
      }
      paint(land, x, y, colour, shade);
    }
  }
  for (const { x, y, radius } of trees) {
    if (Math.abs(y - roadTop - 9) < radius + 12 || Math.abs(y - canalTop - 12) < radius + 22) continue;
    fillDisc(land, x + 2, y + 2, radius, [44, 120, 120]);
    fillDisc(land, x, y, radius, TREE);
  }
  return land;
}

/** A grey picture of a size. */
export function blankPicture(width: number, height: number): YuvPicture {
  const chroma = (width / 2) * (height / 2);
  return {
    width,
    height,
    luma: new Uint8Array(width * height).fill(128),
    blue: new Uint8Array(chroma).fill(128),
    red: new Uint8Array(chroma).fill(128),
  };
}

/** Paints two by two pixels, which share their chroma; the place is even. Outside of the picture nothing happens. */
export function paint(picture: YuvPicture, x: number, y: number, [luma, blue, red]: YuvColour, shade = 0): void {
  const { width, height } = picture;
  if (x < 0 || y < 0 || x + 1 >= width || y + 1 >= height) return;
  const value = Math.max(16, Math.min(235, luma + shade));
  picture.luma.fill(value, y * width + x, y * width + x + 2);
  picture.luma.fill(value, (y + 1) * width + x, (y + 1) * width + x + 2);
  const at = (y / 2) * (width / 2) + x / 2;
  picture.blue[at] = blue;
  picture.red[at] = red;
}

function fillDisc(picture: YuvPicture, centreX: number, centreY: number, radius: number, colour: YuvColour): void {
  const evenX = centreX & ~1;
  const evenY = centreY & ~1;
  for (let y = -radius & ~1; y <= radius; y += 2) {
    for (let x = -radius & ~1; x <= radius; x += 2) if (x * x + y * y <= radius * radius) paint(picture, evenX + x, evenY + y, colour);
  }
}
