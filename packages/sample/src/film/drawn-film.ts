/** A drawn film, as a camera that looks straight down would take it: the land moves by, a vehicle drives along the road. */
import { h264Sample, type TrackToWrite } from "@creance/formats";
import type { Random } from "../random.ts";
import { blankPicture, drawLand, paint, ROAD_AT } from "./drawn-land.ts";
import { encodeKeyPicture, encodeNextPicture, h264Parameters, type YuvPicture } from "./h264.ts";

/** How a film is drawn. */
export interface DrawnFilmOptions {
  readonly seconds: number;
  /** Pictures a second; default 8. */
  readonly rateHz?: number;
}

const WIDTH = 320;
const CODED_HEIGHT = 192;
const SHOWN_HEIGHT = 180;
/** The land moves by this much from picture to picture; even, so that chroma moves by whole pixels. */
const STEP_PX = 4;
/** A picture that stands by itself at least this often, for seeking. */
const KEY_SECONDS = 6;

/** The picture track of a drawn film: 320 x 180, H.264 Constrained Baseline, about 30 kB a second. The same random source draws the same film. */
export function drawnFilm(random: Random, options: DrawnFilmOptions): TrackToWrite & { readonly kind: "h264" } {
  const rateHz = options.rateHz ?? 8;
  const pictures = Math.max(1, Math.round(options.seconds * rateHz));
  const land = drawLand(random.fork("land"), Math.ceil((WIDTH + pictures * STEP_PX) / 16) * 16, CODED_HEIGHT);
  const start = random.below(40) * 2;
  const { sps, pps } = h264Parameters({ width: WIDTH, height: CODED_HEIGHT, shownHeight: SHOWN_HEIGHT });
  let before: YuvPicture | null = null;
  let sinceKey = 0;
  const samples = Array.from({ length: pictures }, (_, index) => {
    const picture = look(land, index * STEP_PX);
    drive(picture, start + index * 2);
    const isSync = before === null || sinceKey >= KEY_SECONDS * rateHz;
    sinceKey = isSync ? 1 : sinceKey + 1;
    const unit =
      isSync || before === null
        ? encodeKeyPicture(picture, index)
        : encodeNextPicture(picture, before, {
            frameNumber: sinceKey - 1,
            motions: [
              { x: STEP_PX, y: 0 },
              { x: 0, y: 0 },
            ],
          });
    before = picture;
    return { bytes: h264Sample([unit]), ticks: 1000, isSync };
  });
  return { kind: "h264", timescale: rateHz * 1000, widthPx: WIDTH, heightPx: SHOWN_HEIGHT, sps, pps, samples };
}

/** What the camera sees of the land. */
function look(land: YuvPicture, left: number): YuvPicture {
  const picture = blankPicture(WIDTH, CODED_HEIGHT);
  for (let y = 0; y < CODED_HEIGHT; y += 1)
    picture.luma.set(land.luma.subarray(y * land.width + left, y * land.width + left + WIDTH), y * WIDTH);
  const half = land.width / 2;
  for (let y = 0; y < CODED_HEIGHT / 2; y += 1) {
    const from = y * half + left / 2;
    picture.blue.set(land.blue.subarray(from, from + WIDTH / 2), (y * WIDTH) / 2);
    picture.red.set(land.red.subarray(from, from + WIDTH / 2), (y * WIDTH) / 2);
  }
  return picture;
}

/** A red van on the road; it comes in again at the left when it has left the picture at the right. */
function drive(picture: YuvPicture, distance: number): void {
  const left = (distance % (WIDTH + 40)) - 30;
  const top = Math.round(SHOWN_HEIGHT * ROAD_AT) & ~1;
  for (let y = 0; y < 10; y += 2) {
    for (let x = 0; x < 24; x += 2) paint(picture, (left + x) & ~1, top + y, x >= 16 && x < 20 ? [60, 128, 128] : [96, 100, 200]);
  }
}
