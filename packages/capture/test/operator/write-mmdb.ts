/** A small writer of MMDB files for tests (MaxMind DB file format 2.0). */

/** A value that a record may hold. */
export type MmdbValue = string | number | boolean | bigint | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

/** How to write. */
export interface MmdbShape {
  readonly recordBits: 24 | 28 | 32;
  readonly ipVersion: 4 | 6;
  /** Paths of bits (`0110`) that lead to the node of another path: what real files do for `::ffff:0:0/96`. */
  readonly aliases?: readonly (readonly [string, string])[];
  readonly buildTimeS?: number;
  /** Written in place of the true metadata. */
  readonly metadata?: Readonly<Record<string, MmdbValue>>;
}

type Node = [Slot, Slot];
type Slot = Node | number | undefined;

/** A file in which each path of bits leads to its record. */
export function writeMmdb(records: readonly (readonly [string, MmdbValue])[], shape: MmdbShape): Uint8Array {
  const data: number[] = [];
  const root: Node = [undefined, undefined];
  for (const [path, value] of records) {
    place(root, path, data.length);
    data.push(...encode(value));
  }
  for (const [path, target] of shape.aliases ?? []) placeSlot(root, path, slotAt(root, target));

  const numbers = new Map<Node, number>();
  const nodes: Node[] = [];
  const number = (slot: Slot): void => {
    if (!Array.isArray(slot) || numbers.has(slot)) return;
    numbers.set(slot, nodes.length);
    nodes.push(slot);
    for (const next of slot) number(next);
  };
  number(root);
  const recordFor = (slot: Slot): number => {
    if (slot === undefined) return nodes.length;
    return typeof slot === "number" ? nodes.length + 16 + slot : (numbers.get(slot) ?? 0);
  };
  const tree = nodes.flatMap(([left, right]) => encodeNode(recordFor(left), recordFor(right), shape.recordBits));
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: BigInt(shape.buildTimeS ?? 1_781_654_400),
    database_type: "test",
    description: { en: "Made for a test" },
    ip_version: shape.ipVersion,
    languages: ["en"],
    node_count: nodes.length,
    record_size: shape.recordBits,
    ...shape.metadata,
  });
  return Uint8Array.from([
    ...tree,
    ...new Array<number>(16).fill(0),
    ...data,
    0xab,
    0xcd,
    0xef,
    ...new TextEncoder().encode("MaxMind.com"),
    ...metadata,
  ]);
}

/** The bits of an IPv4 network, or of one below `::/96` of an IPv6 tree. */
export function v4Path(network: string, below: 4 | 6 = 4): string {
  const [address = "", prefix = "32"] = network.split("/");
  const bits = address.split(".").map((octet) => Number(octet).toString(2).padStart(8, "0"));
  return "0".repeat(below === 6 ? 96 : 0) + bits.join("").slice(0, Number(prefix));
}

function place(root: Node, path: string, offset: number): void {
  placeSlot(root, path, offset);
}

function placeSlot(root: Node, path: string, slot: Slot): void {
  let node = root;
  for (const [index, bit] of [...path].entries()) {
    const side = bit === "1" ? 1 : 0;
    if (index === path.length - 1) {
      node[side] = slot;
      return;
    }
    const next = node[side];
    if (Array.isArray(next)) node = next;
    else {
      // What stood above stays on both sides of what is put below it.
      const split: Node = [next, next];
      node[side] = split;
      node = split;
    }
  }
}

function slotAt(root: Node, path: string): Slot {
  let slot: Slot = root;
  for (const bit of path) slot = Array.isArray(slot) ? slot[bit === "1" ? 1 : 0] : undefined;
  return slot;
}

function encodeNode(left: number, right: number, bits: 24 | 28 | 32): number[] {
  const low = (value: number, bytes: number): number[] =>
    Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256);
  if (bits === 28) return [...low(left, 3), Math.floor(left / 2 ** 24) * 16 + Math.floor(right / 2 ** 24), ...low(right, 3)];
  return [...low(left, bits / 8), ...low(right, bits / 8)];
}

function encode(value: MmdbValue): number[] {
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return [...control(2, bytes.length), ...bytes];
  }
  if (typeof value === "boolean") return control(14, value ? 1 : 0);
  if (typeof value === "number" || typeof value === "bigint") {
    const hex = value === 0 || value === 0n ? "" : value.toString(16);
    const bytes = [...Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex")];
    return [...control(typeof value === "bigint" ? 9 : bytes.length <= 2 ? 5 : 6, bytes.length), ...bytes];
  }
  if (Array.isArray(value)) return [...control(11, value.length), ...value.flatMap(encode)];
  const entries = Object.entries(value as Readonly<Record<string, MmdbValue>>);
  return [...control(7, entries.length), ...entries.flatMap(([key, inner]) => [...encode(key), ...encode(inner)])];
}

function control(type: number, size: number): number[] {
  const head = type > 7 ? 0 : type * 32;
  const extended = type > 7 ? [type - 7] : [];
  if (size < 29) return [head + size, ...extended];
  if (size < 285) return [head + 29, ...extended, size - 29];
  return [head + 30, ...extended, (size - 285) >> 8, (size - 285) & 255];
}
