/** HTTP/1: heads, bodies, answers to requests, tunnels and upgrades. */
import { describe, expect, test } from "vitest";
import { contentsOf } from "./said-stream.ts";

const REQUEST =
  "POST /upload?x=1 HTTP/1.1\r\nHost: App.Example:8080\r\nContent-Type: Application/JSON; charset=utf-8\r\nContent-Length: 7\r\n\r\n";

describe("requests and answers", () => {
  test("a body of a known length, and its answer", () => {
    const { lines, parts, lost } = contentsOf([
      [0, `${REQUEST}{"a":1}`],
      [1, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, br\r\nContent-Length: 2\r\n\r\nok"],
    ]);
    expect(lines).toEqual([
      `0 head http1 0 POST app.example /upload?x=1 | ${REQUEST}`,
      '0 body http1 0 POST app.example /upload?x=1 application/json | {"a":1}',
      "1 head http1 0 POST app.example /upload?x=1 200 | HTTP/1.1 200 OK\r\nContent-Encoding: gzip, br\r\nContent-Length: 2\r\n\r\n",
      "1 body http1 0 POST app.example /upload?x=1 200 gzip br | ok",
    ]);
    expect(parts[1]?.pieces).toEqual([{ streamStart: REQUEST.length, streamEnd: REQUEST.length + 7, first: 1, last: 1, timeUs: 1000 }]);
    expect(lost).toEqual([0, 0]);
  });

  test("pipelined requests; HEAD, 204 and 304 have no body, 1xx answers nothing", () => {
    const { lines } = contentsOf([
      [
        0,
        "HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\nPUT /c HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
      ],
      [
        1,
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
      ],
      [0, "z"],
      [1, "HTTP/1.1 204 No Content\r\n\r\n"],
    ]);
    expect(lines.map((line) => line.replace(/\|.*/su, "").trim())).toEqual([
      "0 head http1 0 HEAD h /a",
      "0 head http1 1 GET h /b",
      "0 head http1 2 PUT h /c",
      "0 body http1 2 PUT h /c",
      "1 head http1 0 HEAD h /a 200",
      "1 head http1 1 GET h /b 304",
      "1 head http1 2 PUT h /c 100",
      "1 head http1 3 PUT h /c 204",
    ]);
  });

  test("chunks, with extensions and trailers", () => {
    const { lines } = contentsOf([
      [
        0,
        "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5;x=y\r\nhello\r\n00006 \r\n world\r\n0\r\nX-Sum: 9\r\n\r\nGET /n HTTP/1.1\r\n\r\n",
      ],
    ]);
    expect(lines).toEqual([
      "0 head http1 0 POST h /c | POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      "0 body http1>chunked 0 POST h /c gzip | hello world",
      "0 head http1 0 POST h /c | X-Sum: 9\r\n\r\n",
      "0 head http1 1 GET /n | GET /n HTTP/1.1\r\n\r\n",
    ]);
  });

  test("multipart, to a proxy, until the connection closes", () => {
    const { lines } = contentsOf([
      [0, 'POST http://Other.Example/p HTTP/1.0\nContent-Type: multipart/form-data; boundary="a b"\nContent-Length: 1\n\nx'],
      [1, "HTTP/1.0 200 OK\r\n\r\nall that comes"],
    ]);
    expect(lines[1]).toBe("0 body http1 0 POST other.example /p multipart/form-data a b | x");
    expect(lines[3]).toBe("1 body http1 0 POST other.example /p 200 | all that comes");
  });

  test("a body that the end cuts is not whole; a head that it cuts is shown", () => {
    expect(contentsOf([[0, `${REQUEST}{"a`]]).lines[1]).toBe('0 body http1 0 POST app.example /upload?x=1 application/json | {"a [cut]');
    expect(contentsOf([[0, "GET /half HTTP/1.1\r\nHost: h\r\nX: 1"]]).lines).toEqual([
      "0 head http1 0 GET h /half | GET /half HTTP/1.1\r\nHost: h\r\nX: 1 [cut]",
    ]);
  });
});

describe("what is missing", () => {
  test("inside a body of known length the next message is found", () => {
    const { lines, lost } = contentsOf([
      [0, `${REQUEST}{"`],
      [0, 3],
      [0, "1}GET /next HTTP/1.1\r\nHost: h\r\n\r\n"],
      [1, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    ]);
    expect(lines[1]).toBe('0 body http1 0 POST app.example /upload?x=1 application/json | {"1} [3 missing] [cut]');
    expect(lines[2]).toBe("0 head http1 1 GET h /next | GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(lines[3]).toContain("POST app.example /upload?x=1 200");
    expect(lost).toEqual([3, 0]);
  });

  test("over a head the side is read as bytes until a head begins; answers are not matched any more", () => {
    const { lines } = contentsOf([
      [0, `${REQUEST}{"`],
      [0, 30],
      [0, "ost: h\r\n\r\nsome body\r\nGET /later HTTP/1.1\r\nHost: h\r\n\r\n"],
      [1, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    ]);
    expect(lines.slice(1)).toEqual([
      '0 body http1 0 POST app.example /upload?x=1 application/json | {" [5 missing] [cut]',
      "0 stream  0 | ost: h\r\n\r\nsome body\r\n",
      "0 head http1 1 GET h /later | GET /later HTTP/1.1\r\nHost: h\r\n\r\n",
      "1 head http1 0 200 | HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ]);
  });

  test("a connection that began before the capture", () => {
    const { lines } = contentsOf([
      [1, "\u0001\u0002tail of an answer"],
      [0, "GET /now HTTP/1.1\r\nHost: h\r\n\r\n"],
      [1, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"],
    ]);
    expect(lines).toEqual([
      "0 head http1 0 GET h /now | GET /now HTTP/1.1\r\nHost: h\r\n\r\n",
      "1 stream  0 | \u0001\u0002tail of an answer",
      "1 head http1 0 GET h /now 200 | HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
      "1 body http1 0 GET h /now 200 | ok",
    ]);
  });
});

describe("no HTTP after all, or too much of it", () => {
  test.each([
    ["a size that is none", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nrest", "xyz\r\nrest"],
    ["two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "ab"],
    ["a size beyond numbers", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "f\r\n"],
  ])("%s", (_, said, rest) => {
    const { lines } = contentsOf([[0, said]]);
    expect(lines[1]).toContain("0 stream  0 |");
    expect(lines[1]?.endsWith(rest)).toBe(true);
  });

  test("heads are bounded by bytes and by lines; what is beyond is shown as bytes", () => {
    const long = `GET / HTTP/1.1\r\nX: ${"a".repeat(70_000)}\r\n\r\n`;
    const many = `GET / HTTP/1.1\r\n${"a: b\r\n".repeat(600)}\r\n`;
    for (const head of [long, many]) {
      const { parts } = contentsOf([[0, head]], { cut: (length) => [1000, 30_000, length] });
      expect(parts.map(({ part }) => part.role)).toEqual(["stream"]);
      expect(parts[0]?.text).toBe(head);
    }
  });

  test("the same bytes over and over come to an end", () => {
    const said = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nX\n".repeat(3_000);
    const { parts } = contentsOf([[1, said]]);
    expect(parts.map(({ text }) => text).join("").length).toBe(said.length);
  });
});

describe("tunnels and upgrades", () => {
  const HELLO = `\u0016\u0003\u0001\u0000\u0040\u0001\u0000\u0000\u003c\u0003\u0003${"r".repeat(58)}`;

  test("CONNECT and TLS: the heads are shown, the rest is sealed", () => {
    const connect = "CONNECT made.example:443 HTTP/1.1\r\n\r\n";
    const { lines, sealed } = contentsOf([
      [0, connect],
      [1, "HTTP/1.1 200 Connection established\r\n\r\n"],
      [0, HELLO],
      [1, `\u0016\u0003\u0003\u0000\u0002\u0002\u0000`],
    ]);
    expect(lines).toEqual([
      `0 head http1 0 CONNECT made.example | ${connect}`,
      "1 head http1 0 CONNECT made.example 200 | HTTP/1.1 200 Connection established\r\n\r\n",
    ]);
    expect(sealed).toEqual([HELLO.length, 7]);
  });

  test("CONNECT refused, then granted, then plain HTTP inside", () => {
    const { lines } = contentsOf([
      [0, "CONNECT a:1 HTTP/1.1\r\n\r\n"],
      [1, "HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno"],
      [0, "CONNECT a:1 HTTP/1.1\r\nProxy-Authorization: x\r\n\r\n"],
      [1, "HTTP/1.1 200 OK\r\n\r\n"],
      [0, "GET /in HTTP/1.1\r\nHost: inner\r\n\r\n"],
      [1, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"],
    ]);
    expect(lines.map((line) => line.replace(/\|.*/su, "").trim())).toEqual([
      "0 head http1 0 CONNECT a",
      "0 head http1 1 CONNECT a",
      "0 head http1 0 GET inner /in",
      "1 head http1 0 CONNECT a 407",
      "1 body http1 0 CONNECT a 407",
      "1 head http1 1 CONNECT a 200",
      "1 head http1 0 GET inner /in 200",
      "1 body http1 0 GET inner /in 200",
    ]);
  });

  test("CONNECT without its answer in the capture: what follows is looked at all the same", () => {
    const { lines, sealed } = contentsOf([
      [0, "CONNECT a:1 HTTP/1.1\r\n\r\n"],
      [0, HELLO],
    ]);
    expect(lines).toHaveLength(1);
    expect(sealed).toEqual([HELLO.length, 0]);
  });

  test("h2c: the connection goes on as HTTP/2", () => {
    const settings = "\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000";
    const { lines } = contentsOf([
      [0, "GET /u HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\n\r\n"],
      [1, "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n"],
      [
        1,
        `${settings}\u0000\u0000\u0001\u0001\u0004\u0000\u0000\u0000\u0001\u0088\u0000\u0000\u0002\u0000\u0001\u0000\u0000\u0000\u0001ok`,
      ],
      [0, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${settings}`],
    ]);
    expect(lines.map((line) => line.replace(/\|.*?(\w*)$/su, "| $1").trim())).toContain("1 body http2 0 GET h /u 200 | ok");
  });

  test("an upgrade that the server does not take: the next request is a request", () => {
    const { lines } = contentsOf([
      [0, "GET /a HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n"],
      [1, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    ]);
    expect(lines.map((line) => line.replace(/\|.*/su, "").trim())).toEqual([
      "0 head http1 0 GET h /a",
      "0 head http1 1 GET h /b",
      "1 head http1 0 GET h /a 200",
    ]);
  });
});
