import { expect, test } from "vitest";
import { createQuicContents } from "../../src/content/quic-contents.ts";
import { bytes, n16 } from "../protocol/bytes.ts";
import { collectParts } from "./collected-parts.ts";

function read(alpn: string | null, said: readonly (readonly [0 | 1, number, Uint8Array])[]) {
  const collected = collectParts({ carriedIn: ["quic"], alpn });
  const contents = createQuicContents(collected.context);
  for (const id of new Set(said.map(([, streamId]) => streamId))) {
    const stream = contents.stream(id);
    for (const [side, streamId, content] of said) {
      if (streamId === id) stream.data(side, content, 0, content.length, 0, { first: 4, last: 4 }, 0);
    }
    stream.end();
  }
  contents.end();
  expect(collected.total.bytes).toBe(0);
  return collected.parts.map(({ part, text }) => [part.side, part.streamId, part.transport.join(">"), part.role, text]);
}

const question = bytes(n16(0), n16(0x0100), n16(1), n16(0), n16(0), n16(0), 6, "serial", 7, "example", 0, n16(1), n16(1));

test("HTTP/3 where it was agreed or offered, drafts too", () => {
  for (const alpn of ["h3", "h3-29", "hq-interop,h3"]) {
    const parts = read(alpn, [[0, 0, bytes(1, 5, 0, 0, 0xd1, 0xd7, 0xc1, 0, 4, "body")]]);
    expect(parts).toEqual([
      [0, 0, "quic>http3", "head", ":method: GET\r\n:scheme: https\r\n:path: /\r\n"],
      [0, 0, "quic>http3", "body", "body"],
    ]);
  }
});

test("DNS over QUIC: names; other protocols: what is in each stream", () => {
  expect(read("doq", [[0, 0, bytes(n16(question.length), question)]])).toContainEqual([0, 0, "quic>dns", "name", "serial.example"]);
  expect(read("hq-interop", [[0, 4, bytes("GET /index.html\r\n")]])).toEqual([[0, 4, "quic", "stream", "GET /index.html\r\n"]]);
  expect(
    read(null, [[0, 8, bytes("POST /x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 2\r\n\r\nhi")]]).map(([, , , role]) => role),
  ).toEqual(["head", "body"]);
});
