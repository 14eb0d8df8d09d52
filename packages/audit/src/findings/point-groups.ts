/** Positions of messages, kept until all captures are read: only then are the clocks known. One group for each message, direction and encoding. */
import type { PointHit } from "../detector.ts";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { EvidencePlace } from "../types.ts";
import type { PacketMap } from "../unpack/packet-map.ts";
import type { PartSearch, PlacedPoint } from "../unpack/part-search.ts";
import type { UnpackAccount } from "../unpack/unpack-account.ts";
import { deviceSide } from "./device-side.ts";
import { encodingRank } from "./encoding-path.ts";
import type { MessagePlace } from "./finding-draft.ts";
import { type EncodedHits, encodingPaths, withoutRepeats } from "./part-drafts.ts";

/** Positions of all messages that are kept. */
const MAX_POINTS = 300_000;
/** Groups that are kept. */
const MAX_GROUPS = 50_000;
/** Points of a group whose fields are named. */
const MAX_FIELDS = 64;

/** A position with its place in its part. */
export interface SentPoint {
  readonly hit: PointHit;
  /** Time of the packet that completed it, microseconds since 1970 UTC. */
  readonly sentUs: number;
  readonly partStart: number;
  readonly partEnd: number;
  readonly field: string | null;
}

/** The positions of a message in one encoding, in the order of their places. */
export interface PointGroup {
  readonly capture: number;
  readonly message: MessagePlace;
  readonly direction: "out" | "in";
  readonly encoding: readonly EncodingLayer[];
  readonly points: readonly SentPoint[];
  readonly packets: PacketMap;
}

/** Collects groups. */
export class PointGroups {
  readonly #account: UnpackAccount;
  readonly #groups: PointGroup[] = [];
  #points = 0;

  constructor(account: UnpackAccount) {
    this.#account = account;
  }

  get groups(): readonly PointGroup[] {
    return this.#groups;
  }

  /** Takes the positions of a part that has ended; `isCorner` says which are corners of a box that was asked for. */
  add(search: PartSearch, capture: number, isCorner: (encoding: readonly EncodingLayer[]) => boolean): void {
    const byPath = new Map<string, EncodedHits<PlacedPoint>>();
    const pathOf = encodingPaths();
    for (const placed of search.points) {
      const { hit, node } = placed;
      const path = pathOf(node, hit.start, hit.layers);
      if (isCorner(path)) continue;
      const key = path.join();
      const group = byPath.get(key);
      if (group === undefined) byPath.set(key, { path, rank: encodingRank(path), hits: [placed] });
      else group.hits.push(placed);
    }
    const { part } = search;
    const direction = part.side === deviceSide(part.flow) ? "out" : "in";
    for (const { path, hits } of withoutRepeats([...byPath.values()])) {
      const kept = hits.slice(0, this.#groups.length < MAX_GROUPS ? MAX_POINTS - this.#points : 0);
      if (kept.length < hits.length) this.#account.meet("hits", 0);
      if (kept.length === 0) return;
      this.#points += kept.length;
      const points = kept.map(({ node, hit }, index): SentPoint => {
        const [partStart, partEnd] = node.placeIn(null, hit.start, hit.end);
        const sentUs = search.packets.timeUs(Math.max(partStart, partEnd - 1));
        return { hit, sentUs, partStart, partEnd, field: index < MAX_FIELDS ? node.fieldAt(hit.start) : null };
      });
      this.#groups.push({ capture, message: part, direction, encoding: path, points, packets: search.packets });
    }
  }
}

/** Where points of a group stand in the capture. */
export function pointsPlace({ packets }: PointGroup, from: SentPoint, to: SentPoint): EvidencePlace {
  const start = Math.min(from.partStart, to.partStart);
  return packets.place(start, Math.max(start + 1, from.partEnd, to.partEnd));
}
