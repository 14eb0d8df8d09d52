import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { filePaths } from "@creance/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseByteRange } from "../../src/http/byte-range.ts";
import { attachmentHeader } from "../../src/http/file-reply.ts";
import { isJpeg } from "../../src/http/jpeg-bytes.ts";
import { captureSha256, flightId } from "./made-operation.ts";
import { serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveMade();
});
afterAll(() => server.close());

/** A picture of 8 by 8 pixels as far as its headers say. */
const jpeg = Buffer.from("ffd8ffe000104a46494600010100000100010000ffc0000b080008000801011100ffda0008010100003f00d2ffd9", "hex");

test("an original comes back byte for byte, as an attachment, in parts when asked", async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const sha256 = server.made.keepOriginal(bytes);
  const path = `${filePaths.original}/${sha256}`;
  const whole = await server.ask("GET", path);
  expect(whole.status).toBe(200);
  expect(createHash("sha256").update(whole.bytes).digest("hex")).toBe(sha256);
  expect(whole.headers["content-disposition"]).toMatch(/^attachment; filename="/);
  expect(whole.headers["content-type"]).toBe("application/octet-stream");
  expect(whole.headers.etag).toBe(`"${sha256}"`);
  const part = await server.ask("GET", path, { headers: { range: "bytes=1000-1009" } });
  expect(part.status).toBe(206);
  expect(part.headers["content-range"]).toBe("bytes 1000-1009/300000");
  expect(part.bytes).toEqual(bytes.subarray(1000, 1010));
  expect((await server.ask("GET", path, { headers: { range: "bytes=-5" } })).bytes).toEqual(bytes.subarray(-5));
  expect((await server.ask("GET", path, { headers: { range: "bytes=300000-" } })).status).toBe(416);
  expect((await server.ask("GET", path, { headers: { "if-none-match": `"${sha256}"` } })).status).toBe(304);
  const head = await server.ask("HEAD", path);
  expect(head.headers["content-length"]).toBe("300000");
  expect(head.bytes.byteLength).toBe(0);
});

test("originals that are unknown, or gone from the disk, are said to be", async () => {
  const unknown = await server.ask("GET", `${filePaths.original}/${"0".repeat(64)}`);
  expect(unknown.json()["code"]).toBe("no-such-original");
  const sha256 = server.made.keepOriginal(Buffer.from("soon gone"));
  rmSync(join(server.folder, "vault", "originals", sha256));
  expect((await server.ask("GET", `${filePaths.original}/${sha256}`)).json()["code"]).toBe("original-missing");
});

test("a flight leaves in every format", async () => {
  for (const [format, type] of [
    ["csv", "text/csv"],
    ["json", "application/json"],
    ["geojson", "application/geo+json"],
    ["gpx", "application/gpx+xml"],
    ["kml", "application/vnd.google-earth.kml+xml"],
  ] as const) {
    const answer = await server.ask("GET", `${filePaths.flightExport}/${flightId}.${format}`);
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toContain(type);
    expect(answer.headers["content-disposition"]).toContain(`.${format}"`);
    expect(answer.text.split("\n")).toHaveLength(10_001);
  }
  expect((await server.ask("GET", `${filePaths.flightExport}/${flightId}.exe`)).json()["code"]).toBe("no-such-format");
  expect((await server.ask("GET", `${filePaths.flightExport}/nope.csv`)).json()["code"]).toBe("no-such-flight");
});

test("pictures inside an original are sent only when they are JPEG and lie inside", async () => {
  const before = Buffer.from("flight record bytes");
  const sha256 = server.made.keepOriginal(Buffer.concat([before, jpeg, Buffer.from("<script>")]));
  const ask = (range: string) => server.ask("GET", `${filePaths.picture}/${sha256}/${range}.jpg`);
  const picture = await ask(`${before.length}-${jpeg.length}`);
  expect(picture.status).toBe(200);
  expect(picture.headers["content-type"]).toBe("image/jpeg");
  expect(picture.bytes).toEqual(jpeg);
  expect((await ask(`0-${before.length}`)).json()["code"]).toBe("not-a-picture");
  expect((await ask(`${before.length}-1000000`)).json()["code"]).toBe("picture-outside");
  expect((await ask("999999999999999-9999999999")).json()["code"]).toBe("picture-outside");
  expect((await ask(`${before.length}-0`)).json()["code"]).toBe("picture-outside");
});

test("a JPEG is known by its segments", () => {
  expect(isJpeg(jpeg)).toBe(true);
  expect(isJpeg(jpeg.subarray(0, 20))).toBe(false);
  expect(isJpeg(Buffer.from("ffd8ffda0008", "hex"))).toBe(false);
  expect(isJpeg(Buffer.from("<svg/>"))).toBe(false);
  expect(isJpeg(new Uint8Array(0))).toBe(false);
});

test("base maps are read in parts; own maps are listed by name", async () => {
  const part = await server.ask("GET", "/basemap/world.pmtiles", { headers: { range: "bytes=0-6" } });
  expect(part.status).toBe(206);
  expect(part.text).toBe("PMTiles");
  const maps = (await server.ask("GET", "/api/maps")).json() as { own: { name: string; url: string; sizeBytes: number }[] };
  expect(maps.own).toEqual([{ name: "my town", url: "/basemap/own/my%20town.pmtiles", sizeBytes: 11 }]);
  expect((await server.ask("GET", maps.own[0]?.url ?? "")).text).toBe("PMTiles-own");
  for (const name of ["nope.pmtiles", "..%2f..%2fsecret.txt", "%2e%2e%2fvault.json"]) {
    expect((await server.ask("GET", `/basemap/own/${name}`)).status, name).toBe(404);
  }
});

test("ranges", () => {
  expect(parseByteRange(undefined, 10)).toBe("whole");
  expect(parseByteRange("bytes=0-0", 10)).toEqual({ start: 0, end: 1 });
  expect(parseByteRange("bytes=5-", 10)).toEqual({ start: 5, end: 10 });
  expect(parseByteRange("bytes=5-99", 10)).toEqual({ start: 5, end: 10 });
  expect(parseByteRange("bytes=-3", 10)).toEqual({ start: 7, end: 10 });
  expect(parseByteRange("bytes=-0", 10)).toBe("outside");
  expect(parseByteRange("bytes=10-", 10)).toBe("outside");
  expect(parseByteRange("bytes=0-0", 0)).toBe("outside");
  for (const odd of ["bytes=5-2", "bytes=-", "bytes=0-1,3-4", "chunks=0-1", "bytes=a-b", `bytes=0-${"9".repeat(200)}`]) {
    expect(parseByteRange(odd, 10), odd).toBe("whole");
  }
});

test("attachment names are names", () => {
  expect(attachmentHeader('../../a\r\nx: y".txt')).toBe("attachment; filename=\"ax: y.txt\"; filename*=UTF-8''ax%3A%20y.txt");
  expect(attachmentHeader("flug ü.txt")).toBe("attachment; filename=\"flug _.txt\"; filename*=UTF-8''flug%20%C3%BC.txt");
  expect(attachmentHeader("\ud800")).toContain('filename="original"');
  expect(attachmentHeader("...")).toContain('filename="original"');
});

test("the conversations of a capture leave as a stream, named after its file", async () => {
  for (const [format, type] of [
    ["csv", "text/csv; charset=utf-8"],
    ["jsonl", "application/jsonl; charset=utf-8"],
  ]) {
    const answer = await server.ask("GET", `${filePaths.flowsExport}/${captureSha256}.${format}`);
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe(type);
    expect(answer.headers["content-disposition"]).toContain(`attachment; filename="field day.pcap.${format}"`);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.text.split("\n").length).toBe(10_001);
  }
  for (const [name, code] of [
    [`${"d".repeat(64)}.csv`, "no-such-capture"],
    [`${captureSha256}.xml`, "no-such-format"],
    [`${captureSha256}.toString`, "not-found"],
    ["abc.csv", "not-found"],
  ]) {
    const answer = await server.ask("GET", `${filePaths.flowsExport}/${name}`);
    expect([answer.status, answer.json()["code"]], name).toEqual([404, code]);
  }
});
