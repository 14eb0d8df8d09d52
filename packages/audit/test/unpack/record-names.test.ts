/** Files named like flight records are told by their names, when nothing else of them can be known. */
import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { isRecordName } from "../../src/unpack/record-name.ts";
import { auditParts, labFlight, told } from "../content-parts.ts";

const name = "DJIFlightRecord_2026-01-01_[12-30-00].txt";

/** A zip archive of one deflated member without sizes and without a directory. */
function zipOf(member: string, contents: string): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(8, 6);
  head.writeUInt16LE(8, 8);
  head.writeUInt16LE(Buffer.byteLength(member), 26);
  return Buffer.concat([head, Buffer.from(member), deflateRawSync(contents)]);
}

function partOf(fileName: string, contents: string) {
  const bytes = `--b\r\nContent-Disposition: form-data; name="f"; filename="${fileName}"\r\n\r\n${contents}\r\n--b--\r\n`;
  return { bytes, mediaType: "multipart/form-data", boundary: "b" };
}

describe("names of flight records", () => {
  test("a member of a zip archive", () => {
    const bytes = zipOf(`logs/${name}`, "sealed");
    const { findings } = auditParts([{ bytes }]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: "flightRecord",
      needle: null,
      encoding: ["zip", "fileName"],
      direction: "out",
      weak: false,
      byteRange: [130, 130 + 5 + name.length],
      sentence: "The name of a flight record went to upload.example.",
    });
  });

  test("a part of a multipart body", () => {
    const part = partOf(name, "sealed");
    const { findings } = auditParts([part]);
    expect(findings).toHaveLength(1);
    const at = 100 + part.bytes.indexOf(name);
    expect(findings[0]).toMatchObject({ kind: "flightRecord", encoding: ["multipart", "fileName"], byteRange: [at, at + name.length] });
  });

  test("the operator's own file is told once, by its needle", () => {
    const file = {
      kind: "flightRecord",
      name,
      sizeBytes: 9,
      sha256: "ab".repeat(32),
      md5: null,
      sha1: null,
      head: null,
      zippedBytes: null,
    } as const;
    const result = auditParts([{ bytes: zipOf(name, "sealed") }, partOf(name, "sealed")], { flights: [labFlight({ files: [file] })] });
    expect(told(result).sort()).toEqual([
      "flightRecord FLIGHT.files[0].name multipart,fileName",
      "flightRecord FLIGHT.files[0].name zip,fileName",
    ]);
  });

  test("what comes from the server, and other names, are no findings", () => {
    const bytes = zipOf(name, "sealed");
    expect(auditParts([{ bytes, side: 1 }]).findings).toEqual([]);
    expect(auditParts([{ bytes: zipOf("DJI_0042.JPG", "sealed") }, partOf("DJI_0042.JPG", "sealed")]).findings).toEqual([]);
  });

  test.each([
    ["DJIFlightRecord_2026-01-01.txt", true],
    ["a/b\\djiflightrecord_2020-06-18_[19-01-24].txt.zip", true],
    ["DJIFlightRecord_2026-01-01/x.txt", false],
    ["DJIFlightRecord_.txt", false],
    ["xDJIFlightRecord_2026-01-01.txt", false],
    [`DJIFlightRecord_2026-01-01${"x".repeat(500)}.txt`, false],
  ])("%s: %s", (text, is) => {
    expect(isRecordName(text)).toBe(is);
  });
});
