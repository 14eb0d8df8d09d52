/** What a case of the quality run is: something that is sent, and what must be said about it. */
import type { EncodingLayer, FindingKind, PrecisionClass } from "../../../packages/audit/src/index.ts";

/** What goes over a transport. Transports without heads send the body alone. */
export interface Sent {
  readonly body: Uint8Array;
  readonly type?: string;
  readonly coding?: string;
  /** Behind the case's own path, beginning with `/` or `?`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Behind the case's own topic, beginning with `/`; MQTT alone. */
  readonly topic?: string;
}

/** What must be found. */
export interface Expected {
  readonly kind: FindingKind;
  /** Layers that must be among the finding's. */
  readonly layers: readonly EncodingLayer[];
  readonly class?: PrecisionClass;
  /** True where being found as weak is enough. */
  readonly weak?: boolean;
}

/** One case. */
export interface QualityCase {
  /** Unique; the row of the table. */
  readonly name: string;
  readonly group: "identifiers" | "positions" | "places" | "files" | "containers" | "near misses" | "limits";
  /** True when only heads carry it: it is sent over HTTP alone. */
  readonly needsHead?: boolean;
  /** Sent over transports whose names begin so and no others; for `DNS` the body is the name. */
  readonly only?: string;
  /** Made for the moment at which it is sent, `seconds` into the flight. */
  send(seconds: number): Sent;
  /** Empty for near misses: then nothing may be found that is not weak. */
  readonly expected: readonly Expected[];
  /** Kinds that may be found as well. */
  readonly also?: readonly FindingKind[];
}

/** UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A JSON body. */
export function json(value: unknown): Sent {
  return { body: utf8(JSON.stringify(value)), type: "application/json" };
}

/** Bytes of no declared structure. */
export function binary(body: Uint8Array): Sent {
  return { body, type: "application/octet-stream" };
}

/** Plain text. */
export function plainText(text: string): Sent {
  return { body: utf8(text), type: "text/plain" };
}
