import type { FlowRow } from "@creance/capture";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import type { AuditFile, AuditFlight, SealedConversation } from "../src/index.ts";
import { createUploadEvidence } from "../src/index.ts";

const startUs = Date.UTC(2026, 0, 1, 10) * 1000;
const endUs = startUs + 600e6;
const MEGABYTE = 1_000_000;

describe("size-and-time evidence", () => {
  it("an upload of a record's size soon after landing is consistent with it", () => {
    const { uploads, decoys } = evidence([flight("F1", [file(MEGABYTE)])], [sealed(tlsBytes(MEGABYTE), 120)]);
    expect(uploads.map(({ draft }) => draft)).toMatchObject([
      {
        kind: "upload",
        match: "consistentWith",
        needle: "F1.files[0]",
        encoding: ["size"],
        flight: "F1",
        weakBecause: null,
        delayS: 120,
        byteRange: [0, tlsBytes(MEGABYTE)],
        sentUs: endUs + 125e6,
      },
    ]);
    expect(uploads[0]?.draft.detail).toMatch(
      /consistent with an upload of the flight record F1\.files\[0\], 1,000,000 bytes; .* no other file fits/,
    );
    expect(decoys).toEqual({ kind: "upload", searched: 20, hits: 0 });
  });

  it("a zipped record is told as zipped", () => {
    const { uploads } = evidence([flight("F1", [{ ...file(3 * MEGABYTE), zippedBytes: MEGABYTE }])], [sealed(tlsBytes(MEGABYTE), 120)]);
    expect(uploads[0]?.draft.detail).toContain("1,000,000 bytes zipped");
  });

  it.each([
    ["fewer bytes than the file", sealed(MEGABYTE - 1, 120)],
    ["two percent more than the file", sealed(1_020_000, 120)],
    ["before the flight", sealed(tlsBytes(MEGABYTE), -4_000)],
    ["weeks later", sealed(tlsBytes(MEGABYTE), 20 * 86_400)],
    ["a download", { ...sealed(tlsBytes(MEGABYTE), 120), bytesIn: 5 * MEGABYTE }],
  ])("%s is none", (_title, conversation) => {
    expect(evidence([flight("F1", [file(MEGABYTE)])], [conversation]).uploads).toEqual([]);
  });

  it("small files say nothing", () => {
    expect(evidence([flight("F1", [file(20_000)])], [sealed(tlsBytes(20_000), 120)]).uploads).toEqual([]);
  });

  it.each([
    ["hours later", [file(MEGABYTE)], 7_200, "not soon"],
    ["two files of the size", [file(MEGABYTE), { ...file(MEGABYTE + 50), sha256: "cd".repeat(32) }], 120, "same size"],
  ])("%s is weak", (_title, files, delayS, why) => {
    const { uploads } = evidence([flight("F1", files)], [sealed(tlsBytes(MEGABYTE), delayS)]);
    expect(uploads).toHaveLength(1);
    expect(uploads[0]?.draft.weakBecause).toContain(why);
  });

  it("a flight without a clock gives weak evidence", () => {
    const one = flight("F1", [file(MEGABYTE)]);
    const { uploads } = evidence([{ ...one, timeUs: Float64Array.of(Number.NaN, Number.NaN) }], [sealed(tlsBytes(MEGABYTE), 120)]);
    expect(uploads[0]?.draft).toMatchObject({ delayS: null, weakBecause: "flight F1 has no clock to compare with" });
  });

  it("uploads of every size make decoys fit, and all evidence weak", () => {
    const many = Array.from({ length: 600 }, (_, at) => sealed(600_000 + at * 2_000, 60));
    const { uploads, decoys } = evidence([flight("F1", [file(MEGABYTE)])], many);
    expect(decoys.hits).toBeGreaterThan(10);
    expect(uploads.length).toBeGreaterThan(0);
    for (const { draft } of uploads) expect(draft.weakBecause).toContain("made up");
  });

  it("QUIC has its own overhead", () => {
    const bytes = Math.ceil(MEGABYTE / 1_300) * 1_335 + 2_000;
    const row = { ...sealed(bytes, 60).row, transport: "udp" as const };
    expect(evidence([flight("F1", [file(MEGABYTE)])], [{ ...sealed(bytes, 60), row }]).uploads).toHaveLength(1);
    expect(evidence([flight("F1", [file(MEGABYTE)])], [sealed(bytes, 60)]).uploads).toEqual([]);
  });
});

/** As a TLS 1.3 stack sends it: records of 16 KB with 22 bytes each, a hello, a head. */
function tlsBytes(sizeBytes: number): number {
  return sizeBytes + Math.ceil(sizeBytes / 16_384) * 22 + 517 + 74 + 22 + 400;
}

function evidence(flights: readonly AuditFlight[], conversations: readonly SealedConversation[]) {
  const collector = createUploadEvidence({ flights, platform: nodePlatform });
  for (const conversation of conversations) collector.conversation(conversation);
  return collector.complete();
}

function file(sizeBytes: number): AuditFile {
  return { kind: "flightRecord", name: "r.txt", sizeBytes, sha256: "ab".repeat(32), md5: null, sha1: null, head: null, zippedBytes: null };
}

function flight(label: string, files: readonly AuditFile[]): AuditFlight {
  return {
    label,
    sha256: "",
    timeUs: Float64Array.of(startUs, endUs),
    latDeg: Float64Array.of(47, 47),
    lonDeg: Float64Array.of(8, 8),
    altHomeM: Float32Array.of(0, 0),
    inAir: Float32Array.of(1, 1),
    home: null,
    pilot: null,
    serials: { aircraftSerial: [], controllerSerial: [], batterySerial: [], cameraSerial: [] },
    files,
    app: null,
    aircraft: null,
    firmware: null,
  };
}

function sealed(sealedBytes: number, afterS: number): SealedConversation {
  const row = {
    flowId: "0123456789abcdef",
    transport: "tcp",
    timeUs: endUs + afterS * 1e6,
    durationUs: 5e6,
    serverName: "upload.example",
  } as FlowRow;
  return { row, deviceSide: 0, sealedBytes, bytesIn: 4_000, capture: 0 };
}
