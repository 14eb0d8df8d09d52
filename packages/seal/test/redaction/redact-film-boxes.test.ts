import { memorySource } from "@creance/core";
import { readMovie, readSamples } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { keepEverything, type RedactionRecipe, redact } from "../../src/index.ts";
import { bytesOf, fullFilm, holds, PERSON } from "./made-files.ts";

const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const SECRET = `planted for ${PERSON} +47.1235-101.6543/`;
/** Fixed bytes before the boxes of a container. */
const HEAD_BYTES: Readonly<Record<string, number>> = { stsd: 8, dref: 8, avc1: 78 };

interface Node {
  readonly type: string;
  readonly head: Buffer;
  readonly children: Node[] | null;
}

const CONTAINERS = new Set(["moov", "trak", "mdia", "minf", "dinf", "stbl", "stsd", "avc1", "edts"]);

function parsed(bytes: Buffer): Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + size);
    const headBytes = CONTAINERS.has(type) ? (HEAD_BYTES[type] ?? 0) : content.length;
    const children = CONTAINERS.has(type) ? parsed(content.subarray(headBytes)) : null;
    nodes.push({ type, head: Buffer.from(content.subarray(0, headBytes)), children });
    at += size;
  }
  return nodes;
}

function written(nodes: readonly Node[]): Buffer {
  return Buffer.concat(
    nodes.map(({ type, head, children }) => {
      const content = Buffer.concat([head, written(children ?? [])]);
      const start = Buffer.alloc(8);
      start.writeUInt32BE(content.length + 8, 0);
      start.write(type, 4, "latin1");
      return Buffer.concat([start, content]);
    }),
  );
}

const leaf = (type: string, text: string): Node => ({ type, head: Buffer.from(text), children: null });

/** A film whose table of contents comes last, so that it can grow, with something planted in its picture track. */
function planted(plant: (find: (path: string) => Node, top: Node[]) => void): Uint8Array {
  const top = parsed(Buffer.from(fullFilm("mp42", "last")));
  plant((path) => {
    let nodes: readonly Node[] = top;
    let found: Node | undefined;
    for (const type of path.split("/")) {
      found = nodes.find((node) => node.type === type);
      if (found === undefined) throw new Error(`no ${type} of ${path}`);
      nodes = found.children ?? [];
    }
    return found as Node;
  }, top);
  return new Uint8Array(written(top));
}

const inside = (path: string, type: string): [string, Uint8Array] => [
  `${path}/${type}`,
  planted((find) => find(path).children?.push(leaf(type, SECRET))),
];
const behind = (path: string): [string, Uint8Array] => [
  `behind the values of ${path}`,
  planted((find) => {
    const parent = find(path.slice(0, path.lastIndexOf("/")));
    const at = parent.children?.findIndex(({ type }) => path.endsWith(`/${type}`)) ?? -1;
    const old = parent.children?.[at] as Node;
    parent.children?.splice(at, 1, { ...old, head: Buffer.concat([old.head, Buffer.from(SECRET)]) });
  }),
];
const TRAK = "moov/trak";
const STBL = `${TRAK}/mdia/minf/stbl`;

async function frames(bytes: Uint8Array): Promise<Uint8Array[]> {
  const movie = await readMovie(memorySource(bytes));
  const track = movie.tracks.find(({ handler }) => handler === "vide");
  if (track === undefined) throw new Error("no picture track");
  const samples: Uint8Array[] = [];
  for await (const batch of readSamples(memorySource(bytes), track, {})) for (const sample of batch) samples.push(sample.bytes.slice());
  return samples;
}

describe("boxes deep inside a film", () => {
  it.each([
    inside(TRAK, "uuid"),
    inside(TRAK, "free"),
    inside(`${TRAK}/mdia`, "udta"),
    inside(`${TRAK}/mdia`, "free"),
    inside(`${TRAK}/mdia/minf`, "uuid"),
    inside(STBL, "uuid"),
    inside(STBL, "sgpd"),
    inside(`${STBL}/stsd/avc1`, "uuid"),
    inside("moov", "iods"),
    behind(`${TRAK}/tkhd`),
    behind(`${TRAK}/mdia/mdhd`),
    behind(`${TRAK}/mdia/minf/vmhd`),
    behind(`${STBL}/stts`),
    behind(`${STBL}/stsz`),
    behind("moov/mvhd"),
    ["content of wide", planted((_, top) => top.push(leaf("wide", SECRET)))],
  ])("%s goes", async (name, before) => {
    expect(holds(before, SECRET)).toBe(true);
    const { out, removed } = await redact(memorySource(before), { format: "mp4", recipe: everything, platform: nodePlatform });
    const after = await bytesOf(out);
    expect(holds(after, "planted for")).toBe(false);
    expect(holds(after, "47.12")).toBe(false);
    expect(after.length).toBe(before.length);
    const movie = await readMovie(memorySource(after));
    expect(movie.issues).toEqual([]);
    expect(movie.tracks.map(({ codec, widthPx }) => [codec, widthPx])).toEqual([["avc1", 64]]);
    expect(await frames(after)).toEqual(await frames(before));
    expect(Buffer.from(after).includes("avcC")).toBe(true);
    if (!name.startsWith("behind")) expect(removed).toContainEqual(expect.objectContaining({ kind: "text", value: SECRET }));
  });

  it("leaves the first of two tables of contents and takes the second out", async () => {
    const film = fullFilm("mp42", "last");
    const second = written([{ type: "moov", head: Buffer.alloc(0), children: [leaf("udta", SECRET)] }]);
    const before = new Uint8Array(Buffer.concat([film, second]));
    const { out } = await redact(memorySource(before), { format: "mp4", recipe: everything, platform: nodePlatform });
    expect(holds(await bytesOf(out), "planted for")).toBe(false);
  });
});
