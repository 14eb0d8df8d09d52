/** From what a part's search found to drafts of findings: one for each needle and encoding, files by their own bytes. */
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { EvidencePlace, Needle } from "../types.ts";
import type { ContentNode } from "../unpack/content-node.ts";
import type { AuditedFile, PartSearch, PlacedName, PlacedNeedle } from "../unpack/part-search.ts";
import { deviceSide } from "./device-side.ts";
import { encodingPath, encodingRank } from "./encoding-path.ts";
import type { FindingDraft } from "./finding-draft.ts";

/** What is known of the needles. */
export interface NeedleList {
  readonly needles: readonly Needle[];
  /** Label of the flight each came from, `null` for none. */
  readonly flights: readonly (string | null)[];
  readonly files: readonly AuditedFile[];
}

/** Places of a group that are compared with those of others. */
const MAX_COMPARED = 32;
/** Encodings of one thing in one part; more are noise made on purpose, and are neither compared nor told. */
const MAX_ENCODINGS = 64;

/** Hits of the same thing in one encoding. */
export interface EncodedHits<Placed extends PlacedHit> {
  readonly path: EncodingLayer[];
  readonly rank: number;
  readonly hits: Placed[];
}

/** A hit in a stream. */
export interface PlacedHit {
  readonly node: ContentNode;
  readonly hit: { readonly start: number; readonly end: number };
}

/** Drafts of the needles and files that a part holds. */
export function partDrafts(search: PartSearch, list: NeedleList): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  const { part } = search;
  const direction = part.side === deviceSide(part.flow) ? "out" : "in";
  const byNeedle = new Map<number, Map<string, EncodedHits<PlacedNeedle>>>();
  const pathOf = encodingPaths();
  for (const placed of search.needles) {
    const path = pathOf(placed.node, placed.hit.start, placed.hit.layers);
    const key = path.join();
    let groups = byNeedle.get(placed.hit.needle);
    if (groups === undefined) {
      groups = new Map();
      byNeedle.set(placed.hit.needle, groups);
    }
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { path, rank: encodingRank(path), hits: [placed] });
    else group.hits.push(placed);
  }
  for (const [index, groups] of byNeedle) {
    const needle = list.needles[index];
    if (needle === undefined) continue;
    for (const { path, hits } of withoutRepeats([...groups.values()])) {
      const told = hits.find(({ hit }) => hit.weakBecause === null) ?? (hits[0] as PlacedNeedle);
      drafts.push({
        ...evidence(search, told.node, told.hit.start, told.hit.end),
        message: part,
        kind: needle.kind,
        needle: needle.name,
        needleSource: needle.source,
        encoding: path,
        match: "found",
        class: null,
        precisionM: null,
        weakBecause: told.hit.weakBecause,
        field: told.node.fieldAt(told.hit.start),
        flight: list.flights[index] ?? null,
        delayS: null,
        points: 0,
        decimals: null,
        direction,
        decoy: needle.decoy,
        detail: null,
      });
    }
  }
  if (direction === "out") drafts.push(...fileDrafts(search, list), ...nameDrafts(search));
  return drafts;
}

/** Where a run of a stream stands in the capture. */
export function evidence(search: PartSearch, node: ContentNode, start: number, end: number): EvidencePlace {
  const [from, to] = node.placeIn(null, start, end);
  return search.packets.place(from, Math.max(from + 1, to));
}

/** The whole encoding of a hit; the streams' own layers are worked out once for each stream, but for heads. */
export function encodingPaths(): (node: ContentNode, offset: number, layers: readonly EncodingLayer[]) => EncodingLayer[] {
  return (node, offset, layers) => encodingPath([...node.layersAt(offset), ...layers]);
}

/** Leaves out encodings whose every place lies in a place that a more telling one has. */
export function withoutRepeats<Placed extends PlacedHit>(groups: readonly EncodedHits<Placed>[]): readonly EncodedHits<Placed>[] {
  if (groups.length < 2 || groups.length > MAX_ENCODINGS) return groups.slice(0, MAX_ENCODINGS);
  const kept: EncodedHits<Placed>[] = [];
  for (const group of [...groups].sort((a, b) => b.rank - a.rank)) {
    const isRepeat = kept.some((better) =>
      group.hits.slice(0, MAX_COMPARED).every((hit) => better.hits.slice(0, MAX_COMPARED).some((other) => overlap(hit, other))),
    );
    if (!isRepeat) kept.push(group);
  }
  return kept;
}

/** True when two hits share bytes, seen in the nearest stream that holds both. */
function overlap(a: PlacedHit, b: PlacedHit): boolean {
  const top = commonNode(a.node, b.node);
  const [aStart, aEnd] = a.node.placeIn(top, a.hit.start, a.hit.end);
  const [bStart, bEnd] = b.node.placeIn(top, b.hit.start, b.hit.end);
  return aStart < bEnd && bStart < aEnd;
}

function commonNode(a: ContentNode, b: ContentNode): ContentNode | null {
  const above = new Set<ContentNode>();
  for (let node: ContentNode | null = a; node !== null; node = node.above) above.add(node);
  for (let node: ContentNode | null = b; node !== null; node = node.above) if (above.has(node)) return node;
  return null;
}

function fileDrafts(search: PartSearch, { files }: NeedleList): FindingDraft[] {
  return search.foundFiles.map(({ node, file, lengthBytes, sha256 }) => {
    const known = sha256 === null ? undefined : files.find((one) => one.file.sizeBytes === lengthBytes && one.file.sha256 === sha256);
    const path: EncodingLayer[] = [...node.layersAt(0).filter((layer) => layer !== "jpeg"), "fileBytes"];
    const size = `${lengthBytes.toLocaleString("en")} bytes`;
    return {
      ...evidence(search, node, 0, Math.max(1, lengthBytes)),
      message: search.part,
      kind: known?.file.kind ?? file.kind,
      needle: known === undefined ? null : `${known.flight}.files[${known.index}]`,
      needleSource: known === undefined ? null : "the operator's own file",
      encoding: path,
      match: "found",
      class: null,
      precisionM: null,
      weakBecause: null,
      field: node.fieldAt(0),
      flight: known?.flight ?? null,
      delayS: null,
      points: 0,
      decimals: null,
      direction: "out",
      decoy: false,
      detail:
        known !== undefined
          ? `the whole file, ${size}, byte for byte`
          : file.isWhole
            ? `a ${file.what}, ${size}${search.isWhole ? "" : ", cut"}`
            : `what begins like a ${file.what} and is not whole, ${size}`,
    };
  });
}

/** Files named like flight records; one that a needle names is told by the needle. */
function nameDrafts(search: PartSearch): FindingDraft[] {
  const isTold = ({ node, start, end }: PlacedName): boolean =>
    search.needles.some(({ node: other, hit }) => other === node && hit.start < end && start < hit.end && hit.layers.at(-1) === "fileName");
  const name = search.recordNames.find((placed) => !isTold(placed));
  if (name === undefined) return [];
  const { node, start, end } = name;
  return [
    {
      ...evidence(search, node, start, end),
      message: search.part,
      kind: "flightRecord",
      needle: null,
      needleSource: null,
      encoding: [...node.layersAt(start), "fileName"],
      match: "found",
      class: null,
      precisionM: null,
      weakBecause: null,
      field: node.fieldAt(start),
      flight: null,
      delayS: null,
      points: 0,
      decimals: null,
      direction: "out",
      decoy: false,
      detail: "the name of a flight record",
    },
  ];
}
