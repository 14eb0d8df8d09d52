/** The sample operation: a week of an invented organisation's flights, made from a seed. */
import type { Platform } from "@creance/core";
import { firmwareRecord } from "@creance/formats";
import { newRandom, type Random } from "./random.ts";
import type { Recording } from "./recording.ts";
import type { SampleFile } from "./sample-file.ts";
import { keychainReply, sampleKeys } from "./sample-keys.ts";
import { samplePicture } from "./sample-picture.ts";
import { SAMPLE_SEED, type SampleFlight, sampleRecording } from "./sample-recordings.ts";
import { searchSquare } from "./stories/search.ts";
import { writeRecording } from "./write-recording.ts";

/** A keychain reply that opens one of the sealed files. */
export interface SampleKeychain {
  /** Path of the file it opens. */
  readonly path: string;
  /** JSON text in the form that the maker's service answers. */
  readonly reply: string;
}

/** The sample operation. */
export interface SampleOperation {
  readonly files: readonly SampleFile[];
  readonly keychains: readonly SampleKeychain[];
}

/** Makes the operation. The same seed gives the same bytes. About 10 MB and a few seconds of work. */
export function sampleOperation(platform: Platform, seed = SAMPLE_SEED): SampleOperation {
  const random = newRandom(seed);
  const files: SampleFile[] = [];
  const keychains: SampleKeychain[] = [];
  const add = (path: string, bytes: Uint8Array, note: string): void => {
    files.push({ path, bytes, note });
  };
  const record = (name: SampleFlight): Recording => sampleRecording(random, name);

  const pictures = (name: string, count: number): { full: Uint8Array[]; shrunk: Uint8Array[] } => {
    const drawn = Array.from({ length: count }, (_, index) => samplePicture(random.fork(`${name}-${index}`)));
    return { full: drawn.map((picture) => picture.full), shrunk: drawn.map((picture) => picture.shrunk) };
  };

  const blockC = record("block-c");
  add(
    fileName("survey-tablet", blockC),
    writeRecording(blockC, { platform, version: 8, pictures: pictures("block-c-pictures", 4) }),
    "Vineyard survey, block C: eleven lines, one weak cell.",
  );

  const blockD = record("block-d");
  const whole = writeRecording(blockD, { platform, version: 8 });
  add(
    fileName("survey-tablet", blockD),
    whole.slice(0, Math.floor(whole.byteLength * 0.62)),
    "Vineyard survey, block D: the app crashed; the record is cut in the middle of a line and has no header.",
  );

  const grid = record("grid");
  add(fileName("mapping-phone", grid), writeRecording(grid, { platform, version: 11 }), "Mapping grid, flown along and across.");
  const trailing = firmwareRecord([{ sender: 3, version: "1.0.7" }]);
  add(
    fileName("mapping-phone/backup", grid),
    writeRecording(grid, { platform, version: 11, trailing }),
    "The same mapping grid after the app added a firmware record: another file, the same recording.",
  );

  const upstream = record("upstream");
  add(
    fileName("inspection-controller", upstream),
    writeRecording(upstream, { platform, version: 11 }),
    "Rail bridge, upstream face; satellites are hidden under the deck.",
  );
  const downstream = record("downstream");
  add(
    fileName("inspection-controller", downstream),
    writeRecording(downstream, { platform, version: 11 }),
    "Rail bridge, downstream face: two flights in one record.",
  );

  const basins = record("basins");
  add(
    fileName("water-phone", basins),
    writeRecording(basins, { platform, version: 12 }),
    "Water works: three basins circled at two heights.",
  );
  const inlet = record("inlet");
  const inletKeys = [sampleKeys(random.fork("inlet-keys"))];
  const inletPath = fileName("water-phone", inlet);
  add(
    inletPath,
    writeRecording(inlet, { platform, version: 13, keychains: inletKeys }),
    "Water works, the inlet: a version 13 record that its keychain opens.",
  );
  keychains.push({ path: inletPath, reply: keychainReply(inletKeys) });

  const orbit = record("orbit");
  const orbitKeys = [sampleKeys(random.fork("orbit-keys"))];
  const orbitPath = fileName("unit-controller", orbit);
  add(
    orbitPath,
    writeRecording(orbit, { platform, version: 14, keychains: orbitKeys, department: 7 }),
    "Hazardous-goods watch: circles at stand-off; a version 14 record that its keychain opens.",
  );
  keychains.push({ path: orbitPath, reply: keychainReply(orbitKeys) });
  const hold = record("hold");
  add(
    fileName("unit-controller", hold),
    writeRecording(hold, { platform, version: 14, keychains: [sampleKeys(random.fork("hold-keys"))], department: 7 }),
    "Hazardous-goods watch, the relief: sealed, and nobody has its keys.",
  );

  const search = record("search");
  add(
    fileName("rescue-phone", search),
    writeRecording(search, { platform, version: 11, pictures: pictures("search-pictures", 2) }),
    "Search: a growing square, weak satellites, a find, home on a low battery.",
  );
  const watched: Recording = {
    ...search,
    phoneClockMs: 1400,
    fromRow: 420,
    plan: { ...searchSquare, pilot: { eastM: -31, northM: 22 } },
    random: random.fork("second-phone"),
  };
  add(
    fileName("observer-phone", watched),
    writeRecording(watched, { platform, version: 11 }),
    "The same search on the observer's phone, which joined 42 seconds late and whose clock is 1.4 seconds ahead.",
  );

  const corner = record("corner");
  add(fileName("mapping-phone", corner), writeRecording(corner, { platform, version: 11 }), "Mapping, the slanted corner of the field.");

  add(
    "rescue-phone/DJIFlightRecord_2026-09-11_[19-00-00].txt",
    junk(random.fork("junk")),
    "Noise that is named like a record: kept, not read.",
  );
  return { files, keychains };
}

/** `DJIFlightRecord_2026-09-07_[08-12-40].txt` in a folder; the time is the phone's. */
function fileName(folder: string, recording: Recording): string {
  const startMs = recording.startMs + (recording.phoneClockMs ?? 0) + (recording.fromRow ?? 0) * 100;
  const [day = "", time = ""] = new Date(startMs).toISOString().slice(0, 19).split("T");
  return `${folder}/DJIFlightRecord_${day}_[${time.replaceAll(":", "-")}].txt`;
}

function junk(random: Random): Uint8Array {
  return Uint8Array.from({ length: 48_000 }, () => random.below(256));
}
