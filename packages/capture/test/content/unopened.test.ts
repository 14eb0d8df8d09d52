/** Sealed bytes that stay closed in a connection with keys are told: nobody may take them for opened. */
import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import type { PlaintextSink, Side } from "../../src/analyzer.ts";
import { Decryption } from "../../src/decrypt/decryption.ts";
import { KeyLog } from "../../src/decrypt/key-log.ts";
import { createStreamAnalyzer } from "../../src/protocol/stream-analyzer.ts";
import { recordSession } from "../decrypt/recorded-session.ts";
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
