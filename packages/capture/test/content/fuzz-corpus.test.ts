/** The fuzz corpus with contents asked for: rows stay the same, parts come to an end, counts are never negative. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import { type CapturedConversation, createConversationReader, createKeyLogCollector, KeyLog } from "../../src/index.ts";

const folder = fileURLToPath(new URL("../../../../fixtures/capture/", import.meta.url));
const inputs = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const names = entry.isDirectory() ? readdirSync(join(folder, entry.name)).filter((name) => name.startsWith("input")) : [];
  return names.map((name) => join(entry.name, name));
});

function rowsOf(bytes: Uint8Array, hasContents: boolean, chunkBytes: number): CapturedConversation[] {
  const rows: CapturedConversation[] = [];
  let open = 0;
  const keyLog = new KeyLog();
  try {
    const collector = createKeyLogCollector({ platform: nodePlatform, keyLog });
    if (collector.push(bytes)) collector.end();
    const reader = createConversationReader({
      platform: nodePlatform,
      keyLog,
      onConversation: (row) => rows.push(row),
      onIssue: () => {},
      ...(hasContents
        ? {
            onFlowContents: ({ sides }) => {
              for (const count of sides.flatMap((side) => Object.values(side))) expect(count).toBeGreaterThanOrEqual(0);
            },
            onContent: () => {
              open++;
              return {
                data(_, start, end, streamStart, streamEnd, { first, last }) {
                  expect(end).toBeGreaterThan(start);
                  expect(streamEnd).toBeGreaterThanOrEqual(streamStart);
                  expect(first).toBeGreaterThan(0);
                  expect(last).toBeGreaterThanOrEqual(first);
                },
                gap: (length) => expect(length).toBeGreaterThan(0),
                end: () => {
                  open--;
                },
              };
            },
          }
        : {}),
    });
    for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
    reader.end();
    expect(open).toBe(0);
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== "FormatError") throw thrown;
  }
  return rows;
}

test("the corpus is there", () => {
  expect(existsSync(folder)).toBe(true);
  expect(inputs.length).toBeGreaterThan(20);
});

test.each(inputs)("%s", (input) => {
  const bytes = new Uint8Array(readFileSync(join(folder, input)));
  const rows = rowsOf(bytes, false, bytes.length);
  expect(rowsOf(bytes, true, bytes.length)).toEqual(rows);
  expect(rowsOf(bytes, true, 997)).toEqual(rows);
});
