import fc from "fast-check";
import { expect, test } from "vitest";
import type { Missing, Said } from "../protocol/watched-flow.ts";
import { open } from "./opened.ts";
import { type RecordedSession, recordSession } from "./recorded-session.ts";

const ciphers = "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0";
const sessions: readonly RecordedSession[] = [
  await recordSession({ requests: ["GET / HTTP/1.1\r\nHost: inside.example\r\n\r\n"], answer: "HTTP/1.1 204 No Content\r\n\r\n" }),
  await recordSession({
    requests: ["GET / HTTP/1.1\r\nHost: inside.example\r\n\r\n", "more"],
    answer: "HTTP/1.1 204 No Content\r\n\r\n",
    server: { ciphers, minVersion: "TLSv1", maxVersion: "TLSv1.1" },
    client: { ciphers, minVersion: "TLSv1", maxVersion: "TLSv1.1" },
  }),
];

/** One change to what was said. */
const change = fc.record({
  kind: fc.constantFrom("flip", "cut", "hole", "swap", "double", "insert"),
  piece: fc.nat(30),
  at: fc.nat(3000),
  value: fc.integer({ min: 1, max: 255 }),
});

test("damaged sessions with their keys: never an error, and never a plain byte that nobody said", () => {
  fc.assert(
    fc.property(fc.constantFrom(...sessions), fc.array(change, { maxLength: 6 }), ({ said, keyLog }, changes) => {
      const opened = open(damaged(said, changes), keyLog);
      const whole = open(said, keyLog);
      for (const side of [0, 1] as const) {
        for (const part of opened.plain[side].split("[gap]")) expect(whole.plain[side].includes(part) || isRepeated(changes)).toBe(true);
      }
      expect([null, "inside.example"]).toContain(opened.facts.host);
    }),
    { numRuns: 300 },
  );
});

test("any bytes behind the hellos", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...sessions),
      fc.array(fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.uint8Array({ maxLength: 400 })), { maxLength: 8 }),
      fc.integer({ min: 1, max: 6 }),
      ({ said, keyLog }, rest, kept) => {
        const opened = open([...said.slice(0, kept), ...rest], keyLog);
        expect(opened.decryption.openedRecords).toBeLessThanOrEqual(40);
      },
    ),
    { numRuns: 200 },
  );
});

test("however a session is cut, the same comes out", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...sessions),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }),
      (session, lengths) => {
        const cut = (length: number): number[] => {
          const out: number[] = [];
          for (let left = length, index = 0; left > 0; index++) {
            const next = Math.min(left, lengths[index % lengths.length] as number);
            out.push(next);
            left -= next;
          }
          return out;
        };
        const [whole, small] = [open(session.said, session.keyLog), open(session.said, session.keyLog, { cut })];
        expect([small.plain, small.facts, small.issues]).toEqual([whole.plain, whole.facts, whole.issues]);
      },
    ),
    { numRuns: 100 },
  );
});

interface Change {
  readonly kind: string;
  readonly piece: number;
  readonly at: number;
  readonly value: number;
}

function isRepeated(changes: readonly Change[]): boolean {
  return changes.some(({ kind }) => kind === "swap" || kind === "double");
}

function damaged(said: readonly Said[], changes: readonly Change[]): (Said | Missing)[] {
  const out: (Said | Missing)[] = said.map(([side, bytes]) => [side, new Uint8Array(bytes)]);
  for (const { kind, piece, at, value } of changes) {
    const index = piece % out.length;
    const [side, content] = out[index] as Said | Missing;
    if (typeof content === "number" || content.length === 0) continue;
    const place = at % content.length;
    if (kind === "flip") content[place] = (content[place] as number) ^ value;
    else if (kind === "cut") out[index] = [side, content.subarray(0, place)];
    else if (kind === "hole")
      out.splice(index, 1, [side, content.subarray(0, place)], [side, value], [side, content.subarray(place + value)]);
    else if (kind === "double") out.splice(index, 0, [side, new Uint8Array(content)]);
    else if (kind === "insert") out.splice(index, 0, [side, new Uint8Array(value).fill(value)]);
    else if (kind === "swap" && index > 0) {
      const before = out[index - 1] as Said | Missing;
      out[index - 1] = out[index] as Said | Missing;
      out[index] = before;
    }
  }
  return out;
}
