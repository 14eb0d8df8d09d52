import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyLog } from "../../src/decrypt/key-log.ts";

const random = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const hex = (fill: number, length: number): string => fill.toString(16).padStart(2, "0").repeat(length);

function read(...texts: readonly string[]): KeyLog {
  const log = new KeyLog();
  for (const text of texts) log.add(text);
  return log;
}

test("secrets by label and random, from several logs", () => {
  const log = read(
    `# made\r\nCLIENT_RANDOM ${hex(1, 32)} ${hex(2, 48)}\r\n\r\n`,
    `CLIENT_TRAFFIC_SECRET_0 ${hex(0xab, 32).toUpperCase()} ${hex(4, 32).toUpperCase()}\nSERVER_TRAFFIC_SECRET_0 ${hex(0xab, 32)} ${hex(5, 48)}`,
    `QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET ${hex(6, 32)} ${hex(7, 32)}\\\n`,
  );
  expect(log.secret("CLIENT_RANDOM", random(1))).toEqual(new Uint8Array(48).fill(2));
  expect(log.secret("CLIENT_TRAFFIC_SECRET_0", random(0xab))).toEqual(new Uint8Array(32).fill(4));
  expect(log.secret("SERVER_TRAFFIC_SECRET_0", random(0xab))).toEqual(new Uint8Array(48).fill(5));
  expect(log.secret("SERVER_HANDSHAKE_TRAFFIC_SECRET", random(6))).toEqual(new Uint8Array(32).fill(7));
  expect(log.secret("CLIENT_RANDOM", random(9))).toBeUndefined();
  expect(log.has(random(1))).toBe(true);
  expect(log.size).toBe(3);
  expect(log.counts).toEqual({ secrets: 4, repeatedLines: 0, badLines: 0, otherLines: 0, leftOut: 0 });
});

test("what is no secret is counted and left", () => {
  const log = read(
    `RSA ${hex(1, 8)} ${hex(1, 48)}\nEXPORTER_SECRET ${hex(1, 32)} ${hex(1, 32)}\n`,
    `CLIENT_RANDOM ${hex(1, 31)} ${hex(2, 48)}\n`,
    `CLIENT_RANDOM ${hex(1, 32)} ${hex(2, 47)}\n`,
    `CLIENT_RANDOM ${hex(1, 32)} ${hex(2, 48)}1\n`,
    `CLIENT_RANDOM ${hex(1, 32)} ${hex(2, 32)}\n`,
    `CLIENT_RANDOM  ${hex(1, 32)} ${hex(2, 48)}\n`,
    `CLIENT_TRAFFIC_SECRET_0 ${hex(1, 32)}\nsome words\n${"x".repeat(5000)}\n`,
  );
  expect(log.counts).toEqual({ secrets: 0, repeatedLines: 0, badLines: 8, otherLines: 2, leftOut: 0 });
  expect(log.size).toBe(0);
});

test("the first secret stays", () => {
  const log = read(`CLIENT_RANDOM ${hex(1, 32)} ${hex(2, 48)}\nCLIENT_RANDOM ${hex(1, 32)} ${hex(3, 48)}\n`);
  expect(log.secret("CLIENT_RANDOM", random(1))?.[0]).toBe(2);
});

test("any text is read, and every line is counted or left as a comment", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("CLIENT_RANDOM ", "__proto__ ", "constructor ", "\n", "\r\n", hex(1, 32), ` ${hex(2, 48)}`, "#"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("");
      const { counts } = read(text);
      const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
      expect(counts.secrets + counts.repeatedLines + counts.badLines + counts.otherLines).toBe(lines.length);
    }),
  );
});
