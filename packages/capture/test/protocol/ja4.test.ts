import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { ja4 } from "../../src/protocol/ja4.ts";
import { readClientHello } from "../../src/protocol/tls-client-hello.ts";
import { clientHelloBody, type HelloParts } from "./hellos.ts";

/** The browser of the published example. */
const browser: HelloParts = {
  name: "example.org",
  alpn: ["h2", "http/1.1"],
  ciphers: [0x8a8a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035],
  empty: [0x2a2a, 0x0017, 0xff01, 0x000a, 0x000b, 0x0023, 0x0005, 0x0012, 0x0033, 0x002d, 0x001b, 0x4469],
  versions: [0xdada, 0x0304, 0x0303],
  algorithms: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
};

function fingerprint(parts: HelloParts, transport: "t" | "q" | "d" = "t"): string {
  const kind = transport === "d" ? "dtls" : "tls";
  const body = clientHelloBody(parts, kind);
  const hello = readClientHello(body, 0, body.length, kind);
  if (hello === undefined) throw new Error("no hello");
  return ja4(hello, transport, nodePlatform.sha256);
}

describe("JA4", () => {
  test("the published examples, with padding and with ECH", () => {
    expect(fingerprint({ ...browser, padding: 8 })).toBe("t13d1516h2_8daaf6152771_e5627efa2ab1");
    expect(fingerprint({ ...browser, ech: true })).toBe("t13d1516h2_8daaf6152771_02713d6af862");
  });
  test("the order of ciphers and extensions does not matter, GREASE does not count", () => {
    const turned = { ...browser, ciphers: browser.ciphers?.toReversed() ?? [], empty: browser.empty?.toReversed() ?? [], padding: 8 };
    expect(fingerprint(turned)).toBe("t13d1516h2_8daaf6152771_e5627efa2ab1");
  });
  test("QUIC and DTLS", () => {
    expect(fingerprint({ ...browser, ech: true }, "q")).toBe("q13d1516h2_8daaf6152771_02713d6af862");
    expect(fingerprint({ name: "x.example" }, "d")).toMatch(/^dd2d010100_/);
    expect(fingerprint({ versions: [0xfefc, 0xfefd] }, "d")).toMatch(/^dd3i010100_/);
  });
  test("no name, no ALPN, no extensions", () => {
    expect(fingerprint({})).toMatch(/^t12i010000_[0-9a-f]{12}_000000000000$/);
    expect(fingerprint({ ciphers: [] })).toBe("t12i000000_000000000000_000000000000");
  });
  test("an ALPN that does not begin or end with a letter or digit is written by its bytes", () => {
    expect(fingerprint({ alpn: ["\u00ab\u00cd"] }).slice(8, 10)).toBe("ad");
    expect(fingerprint({ alpn: ["0\u00ab"] }).slice(8, 10)).toBe("3b");
    expect(fingerprint({ alpn: ["x"] }).slice(8, 10)).toBe("xx");
  });
});
