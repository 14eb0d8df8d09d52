import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveMade();
});
afterAll(() => server.close());

test("the page answers at the root and at every view's address, fresh each time", async () => {
  for (const path of ["/", "/flights", "/flights/0123456789abcdef?x=1", "/files"]) {
    const answer = await server.ask("GET", path);
    expect(answer.status, path).toBe(200);
    expect(answer.text).toContain("<title>creance</title>");
    expect(answer.headers["cache-control"]).toBe("no-cache");
    expect(answer.headers["content-type"]).toContain("text/html");
  }
});

test("files with a hash in their name may be kept for ever, others are asked for again", async () => {
  const asset = await server.ask("GET", "/assets/main-B3xY9_zQ.js");
  expect(asset.headers["cache-control"]).toContain("immutable");
  expect(asset.headers["content-type"]).toContain("text/javascript");
  const plain = await server.ask("GET", "/plain.txt");
  expect(plain.headers["cache-control"]).toBe("no-cache");
  const again = await server.ask("GET", "/plain.txt", { headers: { "if-none-match": plain.headers.etag ?? "" } });
  expect(again.status).toBe(304);
});

test("no path leads out of the folder", async () => {
  const attempts = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/../../secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/..\\secret.txt",
    "/..%5csecret.txt",
    "/%252e%252e%252fsecret.txt",
    "//secret.txt",
    "/./../secret.txt",
    "/assets/%00/../../secret.txt",
    "/plain.txt%00.js",
    "/basemap/../secret.txt",
    "/basemap/..%2f..%2fsecret.txt",
    "/files/originals/..%2f..%2fsecret.txt",
    "/files/flights/..%2fsecret.csv",
  ];
  for (const path of attempts) {
    const answer = await server.ask("GET", path);
    expect(answer.text, path).not.toContain("outside the web folder");
    expect(answer.status, path).toBeLessThan(500);
  }
});

test("files of a build that happens while it runs are found", async () => {
  expect((await server.ask("GET", "/new.txt")).status).toBe(404);
  writeFileSync(join(server.webFolder, "new.txt"), "new");
  await expect.poll(async () => (await server.ask("GET", "/new.txt")).status, { interval: 200 }).toBe(200);
});

test("files of a new build that are asked for at once are all found", async () => {
  const names = ["a", "b", "c", "d"].map((name) => `/assets/${name}-N3wBu1ld.js`);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  for (const name of names) writeFileSync(join(server.webFolder, name), "0;");
  const answers = await Promise.all(names.map((name) => server.ask("GET", name)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

test("without a favicon the browser gets an empty answer, without a build a sentence", async () => {
  expect((await server.ask("GET", "/favicon.ico")).status).toBe(204);
  const bare = await serveMade({ webFolder: join(server.folder, "nothing") });
  const answer = await bare.ask("GET", "/");
  expect(answer.status).toBe(404);
  expect(answer.json()["code"]).toBe("web-app-missing");
  expect((await bare.ask("GET", "/api/line")).status).toBe(200);
  await bare.close();
});
