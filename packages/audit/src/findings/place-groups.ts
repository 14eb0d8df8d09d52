/** Questions about places in messages: matched with flights as they come, folded in the end, since a map that is moved asks again and again. */
import type { ContentPart } from "@creance/capture";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { foldPlaces, matchPlace, type PlaceMatch } from "../places/match-place.ts";
import { type PlaceQuery, placeQueriesOf } from "../places/place-query.ts";
import type { TrackIndex } from "../positions/track-index.ts";
import type { EvidencePlace } from "../types.ts";
import type { PartSearch } from "../unpack/part-search.ts";
import type { UnpackAccount } from "../unpack/unpack-account.ts";
import { deviceSide } from "./device-side.ts";
import type { FindingDraft, MessagePlace } from "./finding-draft.ts";

/** Questions that are kept until they are folded. */
const MAX_ASKED = 50_000;

/** What a body can ask for. */
const asking: readonly EncodingLayer[] = ["box", "circle"];

interface Asked {
  readonly message: MessagePlace;
  readonly place: EvidencePlace;
  readonly outer: readonly EncodingLayer[];
}

/** A draft with the capture it belongs to. */
export interface PlaceDraft {
  readonly draft: FindingDraft;
  readonly capture: number;
}

/** Collects questions about places. */
export class PlaceGroups {
  readonly #index: TrackIndex;
  readonly #account: UnpackAccount;
  /** By capture and server: a sequence. */
  readonly #sequences = new Map<string, { readonly capture: number; readonly asked: { match: PlaceMatch; asked: Asked }[] }>();
  #count = 0;

  constructor(index: TrackIndex, account: UnpackAccount) {
    this.#index = index;
    this.#account = account;
  }

  /** Questions that are kept. */
  get count(): number {
    return this.#count;
  }

  /** Takes a part that has ended; gives back what it asks for, whether or not it is about a flight. */
  add(search: PartSearch, capture: number): readonly PlaceQuery[] {
    const { part } = search;
    if (!mayAsk(part)) return [];
    const { host = null, path = null } = part.http ?? {};
    const isHead = part.role === "head";
    const text = isHead ? null : search.text;
    if (isHead ? path === null : text === null || !maySayPlace(text.text)) return [];
    // A cell's code in a body is a position that is told, not a question.
    const queries = isHead
      ? placeQueriesOf({ host, path })
      : placeQueriesOf({ host, path: null, body: text?.text ?? null }).filter(({ layers }) =>
          asking.includes(layers.at(-1) as EncodingLayer),
        );
    if (queries.length === 0) return queries;
    const sentUs = search.packets.timeUs(search.lengthBytes - 1);
    for (const query of queries) {
      const match = matchPlace(this.#index, query, sentUs);
      if (match === null) continue;
      if (this.#count >= MAX_ASKED) {
        this.#account.meet("hits", 0);
        break;
      }
      this.#count++;
      const key = `${capture} ${host ?? part.flow.flowId}`;
      const sequence = this.#sequences.get(key) ?? { capture, asked: [] };
      this.#sequences.set(key, sequence);
      sequence.asked.push({
        match,
        asked: { message: part, place: search.packets.place(0, search.lengthBytes), outer: text?.layers ?? [] },
      });
    }
    return queries;
  }

  /** Drafts: for each server, flight and form the smallest box. */
  drafts(): PlaceDraft[] {
    return [...this.#sequences.values()].flatMap(({ capture, asked }) =>
      foldPlaces(asked).map(({ match, smallest, count }) => ({ capture, draft: draftOf(match, smallest, count) })),
    );
  }
}

/** Bodies without a broken number and a word for a place ask for none: most bodies. */
function maySayPlace(text: string): boolean {
  return /\d\.\d\d/.test(text) && /lat|lng|lon|box|bound|rect|radius|north|extent|envelope/i.test(text);
}

/** Requests that the device sends. */
function mayAsk({ side, flow, http, role }: ContentPart): boolean {
  return http !== null && http.status === null && (role === "head" || role === "body") && side === deviceSide(flow);
}

function draftOf(match: PlaceMatch, { message, place, outer }: Asked, count: number): FindingDraft {
  const { label, decoy, inside, query } = match;
  const times = count === 1 ? "" : `; the smallest of ${count.toLocaleString("en")} that were asked for`;
  const words = { track: "the flight's track", home: "the home point", pilot: "the pilot" }[inside];
  return {
    ...place,
    message,
    kind: "placeQuery",
    needle: decoy ? label : `${label}.${inside === "track" ? "track" : "homePoint"}`,
    needleSource: decoy ? "made up for this run" : "positions of the flight",
    encoding: [...outer, ...query.layers],
    match: "found",
    class: match.class,
    precisionM: match.precisionM,
    weakBecause: match.weakBecause,
    field: null,
    flight: decoy ? null : label,
    delayS: null,
    points: 0,
    decimals: null,
    direction: "out",
    decoy,
    detail: `${query.what} that holds ${words}${times}`,
  };
}
