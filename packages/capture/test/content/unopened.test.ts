/** Sealed bytes that stay closed in a connection with keys are told: nobody may take them for opened. */

import { randomBytes } from "node:crypto";
import { concatBytes } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import type { PlaintextSink, Side } from "../../src/analyzer.ts";
import { Decryption } from "../../src/decrypt/decryption.ts";
import { KeyLog } from "../../src/decrypt/key-log.ts";
import { createDatagramAnalyzer } from "../../src/protocol/datagram-analyzer.ts";
import { createStreamAnalyzer } from "../../src/protocol/stream-analyzer.ts";
import { MadeQuic, streamFrame } from "../decrypt/made-quic.ts";
import { recordSession } from "../decrypt/recorded-session.ts";
import { clientHello } from "../protocol/hellos.ts";
import { crypto, sealInitial } from "../protocol/quic-packets.ts";
import { type Said, watched } from "../protocol/watched-flow.ts";

const REQUESTS = 60;

/** What was opened and what was not, of the client's side. */
function read(said: readonly Said[], keyLogText: string): { readonly plain: number; readonly gaps: number; readonly unopened: number } {
  const keyLog = new KeyLog();
  keyLog.add(keyLogText);
  const sums = { plain: 0, gaps: 0, unopened: 0 };
  const sink: PlaintextSink = {
    data(side, _, start, end) {
      if (side === 0) sums.plain += end - start;
    },
    gap(side, lengthBytes) {
      if (side === 0) sums.gaps += lengthBytes;
    },
    end: () => {},
  };
  const analyzer = createStreamAnalyzer({
    ...watched({}).context,
    decryption: new Decryption(nodePlatform, keyLog),
    plaintext: () => sink,
    unopened: (side: Side, lengthBytes) => {
      if (side === 0) sums.unopened += lengthBytes;
    },
  });
  for (const [side, bytes] of said) if (analyzer.wants(side)) analyzer.data(side, bytes, 0, bytes.length, 0);
  analyzer.end();
  return sums;
}

test.each(["TLSv1.2", "TLSv1.3"] as const)("%s: a side of which most records are damaged", async (version) => {
  const requests = Array.from({ length: REQUESTS }, (_, index) => `request ${index} ${"x".repeat(100)}`);
  const { said, keyLog } = await recordSession({ requests, answer: "ok", client: { minVersion: version, maxVersion: version } });
  const whole = read(said, keyLog);
  expect(whole).toEqual({ plain: requests.join("").length, gaps: 0, unopened: 0 });
  let records = 0;
  let damagedBytes = 0;
  const damaged = said.map(([side, bytes]): Said => {
    if (side === 1 || bytes[0] !== 23 || bytes.length < 100 || ++records <= 3) return [side, bytes];
    damagedBytes += bytes.length;
    return [side, bytes.map((byte, index) => (index > 20 ? byte ^ 0x55 : byte))];
  });
  const { plain, gaps, unopened } = read(damaged, keyLog);
  expect(plain).toBeLessThan(4 * 120);
  expect(unopened).toBeGreaterThan(0);
  expect(gaps + unopened).toBeGreaterThanOrEqual(damagedBytes - 200);
});

test("QUIC: packets that do not open, also beyond the bound of failures, and a side without its secret", () => {
  const id = Uint8Array.of(0xa1, 0xa2, 0xa3, 0xa4, 0xa5);
  const secret = randomBytes(32);
  const client = new MadeQuic(secret);
  const hello = clientHello({ name: "quic.example", alpn: ["hq-interop"], versions: [0x0304] });
  const keyLog = new KeyLog();
  keyLog.add(`CLIENT_TRAFFIC_SECRET_0 ${"07".repeat(32)} ${Buffer.from(secret).toString("hex")}\n`);
  const unopened: [number, number] = [0, 0];
  let plain = 0;
  const analyzer = createDatagramAnalyzer({
    ...watched({}).context,
    decryption: new Decryption(nodePlatform, keyLog),
    plaintext: () => ({
      data: (_, __, start, end) => {
        plain += end - start;
      },
      gap: () => {},
      end: () => {},
    }),
    unopened: (side: Side, lengthBytes) => {
      unopened[side] += lengthBytes;
    },
  });
  const say = (side: Side, packet: Uint8Array): void => analyzer.datagram(side, packet, 0, packet.length, 0);
  say(0, sealInitial({ version: 1, frames: concatBytes([crypto(0, hello), new Uint8Array(900)]) }));
  say(0, client.seal(id, streamFrame(0, 0, new Uint8Array(50))));
  let damagedBytes = 0;
  for (let index = 0; index < 200; index++) {
    const packet = client.seal(id, streamFrame(4, 0, new Uint8Array(50)));
    packet[packet.length - 1] = (packet[packet.length - 1] as number) ^ 1;
    damagedBytes += packet.length;
    say(0, packet);
  }
  const answer = new MadeQuic(randomBytes(32)).seal(new Uint8Array(0), streamFrame(0, 0, new Uint8Array(70)));
  say(1, answer);
  analyzer.end();
  expect(plain).toBe(50);
  expect(unopened).toEqual([damagedBytes, answer.length]);
});
