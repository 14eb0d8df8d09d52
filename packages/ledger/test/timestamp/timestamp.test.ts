import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFormatError, toHex } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTimestampReply, readTimestampRequest, timestampFaults, timestampRequest } from "../../src/index.ts";
import { hasOpenssl, makeTimestampAuthority, stamp } from "./local-authority.ts";

const imprint = nodePlatform.sha256(new TextEncoder().encode("a checkpoint"));
const nonce = Uint8Array.of(0x00, 0x81, 2, 3, 4, 5, 6, 7);

describe("timestamp requests", () => {
  it("reads what it wrote", () => {
    expect(readTimestampRequest(timestampRequest(imprint, nonce))).toEqual({ imprintSha256: toHex(imprint), nonceHex: "81020304050607" });
  });

  it("any nonce, also zeros and high bits, comes back without leading zeros", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
        const { nonceHex } = readTimestampRequest(timestampRequest(imprint, bytes));
        expect(BigInt(`0x${nonceHex}`)).toBe(BigInt(`0x${toHex(bytes)}`));
      }),
    );
  });

  it("any bytes, and every cut of a request, throw nothing but FormatError", () => {
    const request = timestampRequest(imprint, nonce);
    for (let cut = 0; cut < request.byteLength; cut++) onlyFormatErrors(() => readTimestampRequest(request.subarray(0, cut)), true);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => onlyFormatErrors(() => readTimestampReply(bytes), false)));
  });
});

describe.runIf(hasOpenssl)("a local authority (openssl ts)", () => {
  const folder = mkdtempSync(join(tmpdir(), "i7-B-tsa-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let request: Uint8Array;
  let reply: Uint8Array;
  beforeAll(() => {
    makeTimestampAuthority(folder);
    request = timestampRequest(imprint, nonce);
    reply = stamp(folder, request);
  });

  it("openssl reads our request: hash, number, wish for the certificate", () => {
    writeFileSync(join(folder, "shown.tsq"), request);
    const shown = execFileSync("openssl", ["ts", "-query", "-in", join(folder, "shown.tsq"), "-text"], { encoding: "utf8" });
    expect(shown).toMatch(/Hash Algorithm: sha256/);
    expect(shown).toMatch(/Nonce: 0x81020304050607/);
    expect(shown).toMatch(/Certificate required: yes/);
  });

  it("the reply repeats hash and number, and its time is now", () => {
    const read = readTimestampReply(reply);
    expect(timestampFaults(readTimestampRequest(request), read)).toEqual([]);
    expect(read.token?.policy).toBe("1.2.3.4.1");
    expect(Math.abs((read.token?.stampedUs ?? 0) / 1000 - Date.now())).toBeLessThan(120_000);
  });

  it("a reply to another request, over other bytes, or from before the checkpoint is told", () => {
    const read = readTimestampReply(reply);
    const codes = (to: Uint8Array, notBeforeUs?: number): string[] =>
      timestampFaults(readTimestampRequest(to), read, notBeforeUs).map(({ code }) => code);
    expect(codes(timestampRequest(imprint, Uint8Array.of(9)))).toEqual(["timestamp-other-nonce"]);
    expect(codes(timestampRequest(nodePlatform.sha256(nonce), nonce))).toEqual(["timestamp-other-hash"]);
    expect(codes(request, Date.now() * 1000 + 3_600_000_000)).toEqual(["timestamp-too-early"]);
  });

  it("an authority that refuses is told", () => {
    const sha1 = Uint8Array.from(request);
    // The last arc of the hash's object identifier: SHA-256 becomes SHA-512, whose hash has another length.
    sha1[sha1.findIndex((_, at) => toHex(sha1.subarray(at, at + 9)) === "608648016503040201") + 8] = 3;
    const read = readTimestampReply(stamp(folder, sha1));
    expect(read).toEqual({ status: 2, token: null });
    expect(timestampFaults(readTimestampRequest(request), read).map(({ code }) => code)).toEqual(["timestamp-refused"]);
  });

  it("every cut and every flipped byte of a reply throws nothing but FormatError", () => {
    for (let cut = 0; cut < reply.byteLength; cut += 3) onlyFormatErrors(() => readTimestampReply(reply.subarray(0, cut)), true);
    for (let at = 0; at < reply.byteLength; at++) {
      const flipped = Uint8Array.from(reply);
      flipped[at] = (flipped[at] as number) ^ 0xff;
      onlyFormatErrors(() => readTimestampReply(flipped), false);
    }
  });

  it("openssl checks the token against the bytes that were hashed", () => {
    writeFileSync(join(folder, "data"), "a checkpoint");
    writeFileSync(join(folder, "r.tsr"), reply);
    const args = ["ts", "-verify", "-data", join(folder, "data"), "-in", join(folder, "r.tsr"), "-CAfile", join(folder, "ca.pem")];
    expect(execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })).toMatch(/Verification: OK/);
    expect(readFileSync(join(folder, "r.tsr")).byteLength).toBeLessThan(65_536);
  });
});

function onlyFormatErrors(run: () => unknown, mustThrow: boolean): void {
  try {
    run();
  } catch (error) {
    expect(isFormatError(error), String(error)).toBe(true);
    return;
  }
  expect(mustThrow).toBe(false);
}
