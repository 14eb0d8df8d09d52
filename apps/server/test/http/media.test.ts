import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { program, serveMade, type TestServer } from "./serve-made.ts";

const folder = mkdtempSync(join(tmpdir(), "creance-http-media-"));
let server: TestServer;
beforeAll(async () => {
  server = await serveMade();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const sha256 = "d".repeat(64);

test("thumbnails, views and films: our types, an entity tag, parts where asked for, nothing that a page could run", async () => {
  const path = join(folder, "film");
  writeFileSync(path, "<script>alert(1)</script>0123456789");
  const media = server.made.operation.media as {
    -readonly [Name in keyof typeof server.made.operation.media]: (typeof server.made.operation.media)[Name];
  };
  media.thumbnail = async () => ({ path, mediaType: "image/webp", entityTag: '"a"' });
  media.view = async () => ({ path, mediaType: "image/jpeg", entityTag: '"b"', bytes: new Uint8Array([1, 2, 3]) });
  media.film = async () => ({ path, mediaType: "video/mp4", entityTag: '"c"' });

  const thumbnail = await server.ask("GET", `/files/media/${sha256}/thumbnail.webp`);
  expect([thumbnail.status, thumbnail.headers["content-type"], thumbnail.headers["etag"]]).toEqual([200, "image/webp", '"a"']);
  expect(thumbnail.headers["x-content-type-options"]).toBe("nosniff");
  expect(thumbnail.headers["content-security-policy"]).toContain("media-src 'self'");
  const again = await server.ask("GET", `/files/media/${sha256}/thumbnail.webp`, { headers: { "if-none-match": '"a"' } });
  expect(again.status).toBe(304);
  const view = await server.ask("GET", `/files/media/${sha256}/view.jpg`);
  expect([view.status, view.headers["content-type"], view.headers["etag"]]).toEqual([200, "image/jpeg", '"b"']);
  const part = await server.ask("GET", `/files/media/${sha256}/film.mp4`, { headers: { range: "bytes=25-29" } });
  expect([part.status, part.text, part.headers["content-range"]]).toEqual([206, "01234", "bytes 25-29/35"]);
});

test("a proxy is asked for with POST by our own pages and programs only; what is not there is 404 in a sentence", async () => {
  const made = await server.ask("POST", `/files/media/${sha256}/film.mp4`, { headers: program });
  expect([made.status, made.json()]).toEqual([200, { sentence: "Made." }]);
  const foreign = await server.ask("POST", `/files/media/${sha256}/film.mp4`, { headers: { origin: "https://example.com" } });
  expect(foreign.status).toBe(403);
  for (const name of ["other.webp", "thumbnail.webp/x", "film.mkv"]) {
    expect((await server.ask("GET", `/files/media/${sha256}/${name}`)).status).toBe(404);
  }
  expect((await server.ask("GET", "/files/media/zz/thumbnail.webp")).status).toBe(404);
  expect((await server.ask("DELETE", `/files/media/${sha256}/film.mp4`, { headers: program })).status).toBe(405);
});
