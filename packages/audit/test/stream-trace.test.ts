import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { FindingTrace, TracedStep } from "../src/index.ts";
import { auditParts, labFlight, type TestPart } from "./content-parts.ts";

const serial = "1ZNBJ7E00C00QT";
const flights = [labFlight()];

function traces(part: TestPart, pieceBytes = 1460): { readonly hit: FindingTrace; readonly steps: readonly TracedStep[] }[] {
  const found: { hit: FindingTrace; steps: readonly TracedStep[] }[] = [];
  const onTrace = (hit: FindingTrace): void => void found.push({ hit, steps: hit.steps() });
  auditParts([part], { flights, onTrace }, pieceBytes);
  return found.filter(({ hit }) => hit.needle === "FLIGHT.aircraftSerial[0]");
}
const text = ({ bytes, mark }: TracedStep): string => Buffer.from(bytes.subarray(...(mark ?? [0, 0]))).toString("latin1");

test("each step of a chain shows the find: the packed body, what was in it, what was in that", () => {
  const inner = Buffer.from(JSON.stringify({ pad: "x".repeat(9_000), sn: serial })).toString("base64");
  const body = gzipSync(JSON.stringify({ data: inner }));
  for (const pieceBytes of [1, 700, 100_000]) {
    const [found] = traces({ bytes: body, contentCodings: ["gzip"] }, pieceBytes);
    expect(found?.hit.encoding).toEqual(["gzip", "json", "base64", "json", "text"]);
    const steps = found?.steps ?? [];
    expect(steps[0]?.layers).toEqual([]);
    expect(steps[0]?.sizeBytes).toBe(body.byteLength);
    const last = steps.at(-1) as TracedStep;
    expect(text(last)).toBe(serial);
    expect(last.start).toBeGreaterThan(0);
    expect(steps.every(({ bytes }) => bytes.byteLength <= 4096)).toBe(true);
    expect(Buffer.from(inner, "base64").subarray(last.start, last.start + last.bytes.byteLength)).toEqual(Buffer.from(last.bytes));
    expect(steps.flatMap(({ layers }) => layers)).toEqual(["gzip", "base64"]);
  }
});

test("a find in plain stands in the message itself; its hash is the value's own", () => {
  const [found] = traces({ bytes: `serial ${serial} connected` });
  expect(found?.steps).toHaveLength(1);
  const step = found?.steps[0] as TracedStep;
  expect(
    createHash("sha256")
      .update(step.bytes.subarray(...(step.mark ?? [0, 0])))
      .digest("hex"),
  ).toBe(createHash("sha256").update(serial).digest("hex"));
});

test("a find beyond what is kept has no mark, and is still told", () => {
  const body = Buffer.concat([Buffer.alloc(5 << 20, "a "), Buffer.from(` sn=${serial} `)]);
  const [found] = traces({ bytes: body, role: "stream" }, 100_000);
  expect(found?.steps.at(-1)?.mark).toBeNull();
  expect(found?.steps[0]?.sizeBytes).toBe(body.byteLength);
});

test("nothing is kept unless it is asked for", () => {
  const { findings } = auditParts([{ bytes: `serial ${serial} connected` }], { flights });
  expect(findings).toHaveLength(1);
});
