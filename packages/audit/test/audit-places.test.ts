/** Places asked for, positions in time, sealed uploads, directions: what the audit makes of parts by themselves. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { AuditFile } from "../src/index.ts";
import { auditParts, labFlight, testRow, told } from "./content-parts.ts";

const serial = "1ZNBJ7E00C00QT";

describe("places", () => {
  test("a rectangle around the flight is a question, its corners are no positions", () => {
    const path = "/api/in_rectangle?ltlat=47.66&ltlng=-122.16&rblat=47.62&rblng=-122.11";
    const head = `GET ${path} HTTP/1.1\r\nhost: geo.example\r\n\r\n`;
    const result = auditParts([{ bytes: head, role: "head", http: { host: "geo.example", method: "GET", path, status: null } }], {
      flights: [labFlight()],
    });
    expect(told(result)).toEqual(["placeQuery FLIGHT.track form,box"]);
    expect(result.findings[0]).toMatchObject({ class: "area", direction: "out", weak: false });
  });

  test("map tiles fold into the smallest one", () => {
    const tiles = [15, 16, 17].map((z) => {
      const n = 2 ** z;
      const lat = (47.6423781 * Math.PI) / 180;
      const path = `/tiles/${z}/${Math.floor(((-122.1367542 + 180) / 360) * n)}/${Math.floor(((1 - Math.asinh(Math.tan(lat)) / Math.PI) / 2) * n)}.png`;
      return {
        bytes: `GET ${path} HTTP/1.1\r\nhost: tiles.example\r\n\r\n`,
        role: "head" as const,
        http: { host: "tiles.example", method: "GET", path, status: null },
      };
    });
    const result = auditParts(tiles, { flights: [labFlight()] });
    expect(told(result)).toEqual(["placeQuery FLIGHT.track tile"]);
    expect(result.findings[0]?.precisionM).toBeLessThan(150);
    expect(result.findings[0]?.sentence).toContain("the smallest of 3");
  });
});

describe("directions and files", () => {
  test("what comes from the server is direction in, and a picture that comes is no finding", () => {
    const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xdb, 0, 67]), Buffer.alloc(300, 7)]);
    const result = auditParts(
      [
        { bytes: `{"sn":"${serial}"}`, side: 1 },
        { bytes: picture, side: 1 },
        { bytes: picture, side: 0 },
      ],
      { flights: [labFlight()] },
    );
    expect(result.findings.map(({ kind, direction, flow }) => [kind, direction, flow.flowId])).toEqual([
      ["aircraftSerial", "in", "f0"],
      ["picture", "out", "f2"],
    ]);
  });

  test("a file of the operator is known by its whole bytes, whatever it is packed in", () => {
    const file = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 31 + (at >> 5)) & 255));
    const known: AuditFile = {
      kind: "flightRecord",
      name: "a.bin",
      sizeBytes: file.byteLength,
      sha256: createHash("sha256").update(file).digest("hex"),
      md5: null,
      sha1: null,
      head: file.subarray(0, 64),
      zippedBytes: null,
    };
    const result = auditParts([{ bytes: gzipSync(file) }], { flights: [labFlight({ files: [known] })] });
    expect(told(result)).toContain("flightRecord FLIGHT.files[0] gzip,fileBytes");
    expect(result.findings.find(({ needle }) => needle === "FLIGHT.files[0]")?.sentence).toContain("byte for byte");
  });
});

describe("the account", () => {
  test("bytes that nothing opens are counted", () => {
    const sealed = createHash("shake256", { outputLength: 100_000 }).update("seed").digest();
    expect(auditParts([{ bytes: sealed }]).coverage.search.opaqueBytes).toBe(100_000);
    expect(auditParts([{ bytes: sealed.subarray(0, 96) }]).coverage.search.opaqueBytes).toBe(96);
    expect(auditParts([{ bytes: "plain words, again and again. ".repeat(1000) }]).coverage.search.opaqueBytes).toBe(0);
  });

  test("a bomb is bounded and counted", () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    const result = auditParts([{ bytes: bomb, contentCodings: ["gzip"] }], { limits: { maxUnpackedBytes: 1 << 20 } });
    expect(result.coverage.search.bounds.map(({ bound }) => bound)).toEqual(["size"]);
    expect(result.coverage.search.searchedBytes).toBeLessThan(8 << 20);
  });

  test("containers deeper than four are counted, not opened", () => {
    let body: Buffer = Buffer.from(`{"sn":"${serial}"}`);
    for (let depth = 0; depth < 4; depth++) body = gzipSync(body);
    const flights = [labFlight()];
    expect(auditParts([{ bytes: body }], { flights }).findings).toHaveLength(1);
    const deeper = auditParts([{ bytes: gzipSync(body) }], { flights });
    expect(deeper.findings).toHaveLength(0);
    expect(deeper.coverage.search.bounds).toEqual([{ bound: "depth", times: 1, bytes: expect.any(Number) }]);
  });
});

test("a consent covers a finding of its kind, host and time", () => {
  const { timeUs } = testRow("f");
  const consents = [
    { fromUs: timeUs - 1e9, untilUs: timeUs + 1e9, kinds: ["aircraftSerial"] as const, hosts: ["*.example"], purpose: "sync" },
  ];
  const [finding] = auditParts([{ bytes: `{"sn":"${serial}"}` }], { flights: [labFlight()], consents }).findings;
  expect(finding?.consent).toBe(0);
});

test("a finding tells its field, packets and bytes, and never the secret", () => {
  const body = JSON.stringify({ filler: "x".repeat(3000), device: { list: [{ sn: "other" }, { sn: serial }] } });
  const result = auditParts([{ bytes: body }], { flights: [labFlight()] });
  const [finding] = result.findings;
  const at = body.indexOf(serial);
  expect(finding).toMatchObject({
    field: "$.device.list[1].sn",
    packets: [3],
    byteRange: [100 + at, 100 + at + serial.length],
    phase: "inAir",
    encoding: ["json", "text"],
  });
  expect(JSON.stringify(result)).not.toContain(serial);
});

describe("what is said beside the bytes", () => {
  test("the topic of a payload", () => {
    const result = auditParts([{ bytes: '{"v":2}', role: "payload", topic: `/sys/${serial}/osd`, http: null }], { flights: [labFlight()] });
    expect(result.findings.map(({ field, encoding, topic }) => ({ field, encoding, topic }))).toEqual([
      { field: "topic", encoding: ["text"], topic: "/sys/[FLIGHT.aircraftSerial[0]]/osd" },
    ]);
  });

  test("a code over two labels of a name", () => {
    const coded = Buffer.from(serial).toString("hex");
    const result = auditParts([{ bytes: `${coded.slice(0, 16)}.${coded.slice(16)}.t.lab.example`, role: "name", http: null }], {
      flights: [labFlight()],
    });
    expect(told(result)).toEqual(["aircraftSerial FLIGHT.aircraftSerial[0] hex,text"]);
  });
});

test("what was sent again and again leaves room for what was sent once", () => {
  const parts = [...Array.from({ length: 60 }, () => ({ bytes: `{"sn":"${serial}"}` })), { bytes: '{"rc":"4LFCJ5N0B20F6X"}' }];
  const result = auditParts(parts, { flights: [labFlight()], limits: { maxFindings: 40 } });
  expect(result.findings.filter(({ kind }) => kind === "aircraftSerial")).toHaveLength(20);
  expect(result.findings.filter(({ kind }) => kind === "controllerSerial")).toHaveLength(1);
  expect(result.coverage.search.droppedFindings).toBe(40);
});
