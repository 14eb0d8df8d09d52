/**
 * Reads a country or operator database in MaxMind's MMDB format (file format 2.0), the form in which operators buy or download their own.
 * The whole tree is turned into sorted ranges, so that answers come from one kind of table.
 */
import { FormatError, isoFromEpochUs } from "@creance/core";
import { plainText } from "../plain-text.ts";
import type { IpAddress } from "./ip-address.ts";
import { MmdbData } from "./mmdb-data.ts";
import type { OperatorDatabase, OperatorDatabaseInfo, OperatorLabel } from "./operator-database.ts";
import type { OperatorErrorCode } from "./operator-errors.table.ts";
import { createRangeBuilder, type RangeBuilder } from "./range-builder.ts";

/** `\xAB\xCD\xEF` and `MaxMind.com` */
const MARKER = [0xab, 0xcd, 0xef, 0x4d, 0x61, 0x78, 0x4d, 0x69, 0x6e, 0x64, 0x2e, 0x63, 0x6f, 0x6d] as const;
const METADATA_WINDOW_BYTES = 128 * 1024;
/** Zero bytes between tree and data. */
const SEPARATOR_BYTES = 16;

/** What the file does not say of itself. The date is the file's own build time unless it is given. */
export type MmdbAbout = Pick<OperatorDatabaseInfo, "kind" | "name" | "licence" | "notice"> & { readonly date?: string };

/**
 * The ranges of an MMDB file. Reads `country_code`, `country` (text) or `country.iso_code`; or `autonomous_system_number` and
 * `autonomous_system_organization`. IPv4 stands below `::/96` of an IPv6 tree; aliases of that subtree are not followed. Throws a
 * `FormatError` (codes `mmdb-*`). Memory: some 40 bytes for each range, never more than a small multiple of the file.
 */
export function readMmdb(bytes: Uint8Array, about: MmdbAbout): OperatorDatabase {
  const tree = openTree(bytes);
  const builder = createRangeBuilder();
  const labels = new Map<number, OperatorLabel | undefined>();
  const walk: Walk = {
    tree,
    builder,
    visited: new Uint8Array(Math.ceil(tree.nodeCount / 8)),
    path: new Uint32Array(4),
    labelAt: (offset) => {
      if (labels.has(offset)) return labels.get(offset);
      const label = about.kind === "country" ? countryAt(tree.data, offset) : operatorAt(tree.data, offset);
      labels.set(offset, label);
      return label;
    },
  };
  if (tree.ipVersion === 4) walkFrom(walk, 0, 96, 4);
  else {
    // First, so that its nodes count as visited when the whole tree is walked.
    let value = 0;
    for (let depth = 0; depth < 96 && value < tree.nodeCount; depth += 1) value = recordOf(tree, value, 0);
    walkFrom(walk, value, 96, 4);
    walk.path.fill(0);
    walkFrom(walk, 0, 0, 6);
  }
  const database = builder.finish({ ...about, date: about.date ?? tree.date });
  if (database.labels.length === 0) {
    fail("mmdb-no-answers", 0, "data", `no record holds ${about.kind === "country" ? "a country" : "an operator"}`);
  }
  return database;
}

interface Tree {
  readonly bytes: Uint8Array;
  readonly nodeCount: number;
  readonly recordBits: number;
  readonly ipVersion: number;
  readonly date: string;
  /** Offset of the data section. */
  readonly dataStart: number;
  readonly data: MmdbData;
}

function openTree(bytes: Uint8Array): Tree {
  const marker = lastMarker(bytes);
  if (marker === undefined) fail("mmdb-no-metadata", 0, "metadata", "no metadata marker in the last 128 KiB");
  const start = marker + MARKER.length;
  const metadata = new MmdbData(bytes, start, bytes.length);
  const numberOf = (key: string): number | undefined => {
    const offset = metadata.valueOf(start, key);
    return offset === undefined ? undefined : metadata.number(offset);
  };
  const nodeCount = numberOf("node_count");
  const recordBits = numberOf("record_size");
  const ipVersion = numberOf("ip_version");
  const buildTimeS = numberOf("build_epoch") ?? 0;
  if (numberOf("binary_format_major_version") !== 2) fail("mmdb-bad-metadata", start, "version", "not of edition 2");
  if (nodeCount === undefined || nodeCount === 0) fail("mmdb-bad-metadata", start, "node_count", "no nodes");
  if (recordBits !== 24 && recordBits !== 28 && recordBits !== 32)
    fail("mmdb-bad-metadata", start, "record_size", "records are not of 24, 28 or 32 bits");
  if (ipVersion !== 4 && ipVersion !== 6) fail("mmdb-bad-metadata", start, "ip_version", "neither 4 nor 6");
  if (buildTimeS > MAX_BUILD_TIME_S) fail("mmdb-bad-metadata", start, "build_epoch", "no plausible build time");
  const dataStart = (nodeCount * recordBits) / 4 + SEPARATOR_BYTES;
  if (dataStart > marker) fail("mmdb-bad-tree", 0, "tree", "the tree does not fit into the file");
  const date = (isoFromEpochUs(buildTimeS * 1e6) ?? "").slice(0, 10);
  return { bytes, nodeCount, recordBits, ipVersion, date, dataStart, data: new MmdbData(bytes, dataStart, marker) };
}

/** The year 2100. */
const MAX_BUILD_TIME_S = 4_102_444_800;

function lastMarker(bytes: Uint8Array): number | undefined {
  const lowest = Math.max(0, bytes.length - METADATA_WINDOW_BYTES);
  for (let at = bytes.length - MARKER.length; at >= lowest; at -= 1) {
    if (MARKER.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return undefined;
}

interface Walk {
  readonly tree: Tree;
  readonly builder: RangeBuilder;
  /** One bit for each node: a node met again is an alias, or a hostile tree, and holds nothing. */
  readonly visited: Uint8Array;
  readonly path: Uint32Array;
  readonly labelAt: (offset: number) => OperatorLabel | undefined;
}

/** Walks below `value`, low addresses first. `depth` counts bits of the path; at most 128, which also bounds the recursion. */
function walkFrom(walk: Walk, value: number, depth: number, ipVersion: 4 | 6): void {
  const { tree, visited, path } = walk;
  if (value >= tree.nodeCount) {
    walk.builder.from(addressOf(path, ipVersion), value === tree.nodeCount ? undefined : walk.labelAt(dataOffset(tree, value)));
    return;
  }
  const bit = 1 << (value & 7);
  const seen = visited[value >> 3] ?? 0;
  if ((seen & bit) !== 0) {
    walk.builder.from(addressOf(path, ipVersion), undefined);
    return;
  }
  if (depth >= 128) fail("mmdb-bad-tree", (value * tree.recordBits) / 4, "tree", "the tree is deeper than an address");
  visited[value >> 3] = seen | bit;
  walkFrom(walk, recordOf(tree, value, 0), depth + 1, ipVersion);
  const word = depth >> 5;
  const mask = 0x80000000 >>> (depth & 31);
  path[word] = (path[word] ?? 0) + mask;
  walkFrom(walk, recordOf(tree, value, 1), depth + 1, ipVersion);
  path[word] = (path[word] ?? 0) - mask;
}

function addressOf(path: Uint32Array, ipVersion: 4 | 6): IpAddress {
  return { ipVersion, word0: path[0] ?? 0, word1: path[1] ?? 0, word2: path[2] ?? 0, word3: path[3] ?? 0 };
}

function dataOffset(tree: Tree, value: number): number {
  // Values count from the tree's end, separator included.
  const offset = tree.dataStart - SEPARATOR_BYTES + (value - tree.nodeCount);
  if (offset < tree.dataStart) fail("mmdb-bad-tree", offset, "tree", "a node points between tree and data");
  return offset;
}

/** The left (0) or right (1) record of a node. `openTree` made sure that all nodes lie in the file. */
function recordOf({ bytes, recordBits }: Tree, node: number, side: 0 | 1): number {
  const at = (node * recordBits) / 4;
  const byte = (index: number): number => bytes[at + index] ?? 0;
  if (recordBits === 24) return byte(side * 3) * 0x10000 + byte(side * 3 + 1) * 0x100 + byte(side * 3 + 2);
  if (recordBits === 32) return byte(side * 4) * 0x1000000 + byte(side * 4 + 1) * 0x10000 + byte(side * 4 + 2) * 0x100 + byte(side * 4 + 3);
  if (side === 0) return (byte(3) >> 4) * 0x1000000 + byte(0) * 0x10000 + byte(1) * 0x100 + byte(2);
  return (byte(3) & 15) * 0x1000000 + byte(4) * 0x10000 + byte(5) * 0x100 + byte(6);
}

function countryAt(data: MmdbData, record: number): OperatorLabel | undefined {
  const code = data.valueOf(record, "country_code");
  const country = data.valueOf(record, "country");
  const inside = country === undefined ? undefined : data.valueOf(country, "iso_code");
  for (const offset of [code, inside, country]) {
    const text = offset === undefined ? undefined : data.text(offset);
    if (text !== undefined && /^[A-Z]{2}$/.test(text)) return { asn: 0, text };
  }
  return undefined;
}

function operatorAt(data: MmdbData, record: number): OperatorLabel | undefined {
  const at = data.valueOf(record, "autonomous_system_number");
  const asn = at === undefined ? undefined : data.number(at);
  if (asn === undefined || asn > 0xffffffff) return undefined;
  const name = data.valueOf(record, "autonomous_system_organization");
  return { asn, text: plainText((name === undefined ? undefined : data.text(name)) ?? "") };
}

function fail(code: OperatorErrorCode, offset: number, field: string, detail: string): never {
  throw new FormatError(code, { format: "mmdb", offset, field }, detail);
}
