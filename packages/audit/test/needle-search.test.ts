import { createHash } from "node:crypto";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FindingKind, Needle, NeedleHit } from "../src/index.ts";
import { checkNeedleControls, createNeedleSearch, identifierNeedles, needleControls } from "../src/index.ts";

/** Invented identifiers of the lab's canaries and others of the same shapes. */
const identifiers = {
  aircraftSerial: "1ZNBJ7E00C00QT",
  controllerSerial: "4LFCJ5N0B20F6X",
  imei: "356938035643809",
  imsi: "001019876543210",
  iccid: "8949020000012345678",
  androidId: "9c3f1e0b7a5d2468",
  advertisingId: "6f1c2b3a-9d8e-4f70-a1b2-c3d4e5f60718",
  mac: "02:4e:7f:91:a8:3c",
  bssid: "06-1D-92-5B-70-EE",
  ssid: "Hawk's Nest 5",
  email: "Jane.Kestrel@example.org",
  phone: "+1 (206) 555-0143",
  name: "Jänne Küstrel",
  account: "pilot_0815",
} as const;
const needles = identifierNeedles(identifiers);
const search = createNeedleSearch(needles, nodePlatform);

describe("written forms", () => {
  const text: Record<string, (value: string) => string | Buffer> = {
    text: (v) => `{"x":"${v}","y":1}`,
    "text in lower case": (v) => `q=${v.toLowerCase()}&r=1`,
    "text in upper case": (v) => `<v>${v.toUpperCase()}</v>`,
    utf16le: (v) => Buffer.concat([Buffer.from([1, 2, 3, 0]), Buffer.from(v, "utf16le"), Buffer.from([0, 0])]),
    utf16be: (v) => Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from(v, "utf16le").swap16(), Buffer.from([0, 0])]),
    percent: (v) => `/a?b=${encodeURIComponent(v)}&c`,
    "percent as forms": (v) => `b=${new URLSearchParams([["v", v]]).toString().slice(2)}&c=1`,
    "percent twice": (v) => `b=${encodeURIComponent(encodeURIComponent(v))}&c=1`,
    hex: (v) => `id:${Buffer.from(v).toString("hex")};`,
    "hex in upper case": (v) => `id:${Buffer.from(v).toString("hex").toUpperCase()};`,
    "hex with colons": (v) =>
      Buffer.from(v)
        .toString("hex")
        .replace(/..(?=.)/g, "$&:"),
    "hex with spaces": (v) =>
      Buffer.from(v)
        .toString("hex")
        .replace(/..(?=.)/g, "$& "),
    "hex of utf16le": (v) => Buffer.from(v, "utf16le").toString("hex"),
    "hex of utf16be": (v) => Buffer.from(v, "utf16le").swap16().toString("hex"),
    base64: (v) => Buffer.from(v).toString("base64"),
    "base64 at 1": (v) => Buffer.from(`"${v}"`).toString("base64"),
    "base64 at 2": (v) => Buffer.from(`:"${v}"}`).toString("base64"),
    base64url: (v) => Buffer.from(`{"v":"${v}","w":"~~~???"}`).toString("base64url"),
    "base64 of utf16le": (v) => Buffer.from(v, "utf16le").toString("base64"),
    ...Object.fromEntries(
      (["md5", "sha1", "sha256"] as const).flatMap((name) => [
        [`${name} hex`, (v: string) => createHash(name).update(v).digest("hex")],
        [`${name} hex upper`, (v: string) => `h=${createHash(name).update(v).digest("hex").toUpperCase()}`],
        [`${name} of lower`, (v: string) => createHash(name).update(v.toLowerCase()).digest("hex")],
        [`${name} of upper`, (v: string) => createHash(name).update(v.toUpperCase()).digest("hex")],
        [`${name} base64`, (v: string) => createHash(name).update(v).digest("base64")],
        [`${name} base64url`, (v: string) => createHash(name).update(v).digest("base64url")],
        [`${name} raw`, (v: string) => createHash(name).update(v).digest()],
      ]),
    ),
  };
  for (const [form, encode] of Object.entries(text)) {
    it.each(needles.map(({ kind, raw, value }) => [kind, raw ?? value] as const))(`${form}: %s`, (kind, typed) => {
      const body = Buffer.from(encode(typed));
      const hits = found(body);
      expect(hits.map(({ needle }) => kindOf(needle))).toContain(kind);
      const own = hits.filter(({ needle }) => kindOf(needle) === kind);
      expect(own).toHaveLength(1);
      expect(own[0]?.weakBecause).toBeNull();
    });
  }

  it("names its layers from outer to inner", () => {
    const serial = identifiers.aircraftSerial;
    const md5 = createHash("md5").update(serial).digest();
    expect(layersOf(serial)).toEqual(["text"]);
    expect(layersOf(Buffer.from(serial).toString("hex"))).toEqual(["hex", "text"]);
    expect(layersOf(Buffer.from(serial).toString("base64"))).toEqual(["base64", "text"]);
    expect(layersOf(md5.toString("hex"))).toEqual(["hex", "md5"]);
    expect(layersOf(md5.toString("hex").slice(8, 24))).toEqual(["cut", "hex", "md5"]);
    expect(layersOf(createHash("sha256").update(serial).digest("base64url"))).toEqual(["base64", "sha256"]);
    expect(layersOf(createHash("sha1").update(serial).digest())).toEqual(["binary", "sha1"]);
    expect(layersOf(Buffer.from(serial, "utf16le"))).toEqual(["utf16"]);
    expect(layersOf("m=Jane.Kestrel%40example.org")).toEqual(["percent", "text"]);
    expect(layersOf("m=Jane.Kestrel%2540example.org")).toEqual(["percent", "percent", "text"]);
  });

  it.each([
    ["imei", "35-693803-564380-9"],
    ["iccid", "8949 0200 0001 2345 678"],
    ["mac", "024e7f91a83c"],
    ["mac", "02-4E-7F-91-A8-3C"],
    ["mac", "024e.7f91.a83c"],
    ["bssid", "06:1d:92:5b:70:ee"],
    ["advertisingId", "6F1C2B3A9D8E4F70A1B2C3D4E5F60718"],
    ["phone", "+12065550143"],
    ["phone", "206-555-0143"],
    ["phone", "tel:(206) 555-0143"],
    ["phone", "phone=2065550143"],
    ["phone", "0012065550143"],
  ])("separators: %s %s", (kind, written) => {
    expect(found(Buffer.from(`v ${written} w`)).map(({ needle }) => kindOf(needle))).toContain(kind);
  });

  it.each([
    ["imei", "53968330653408f9", ["bcd"]],
    ["imei", "3a65390853468390", ["bcd"]],
    ["imei", "536983306534", null],
    ["iccid", "989420000010325476f8", ["bcd"]],
    ["mac", "024e7f91a83c", ["binary"]],
    ["mac", "3ca8917f4e02", ["binary"]],
    ["advertisingId", "6f1c2b3a9d8e4f70a1b2c3d4e5f60718", ["binary"]],
    ["advertisingId", "3a2b1c6f8e9d704fa1b2c3d4e5f60718", ["binary"]],
    ["androidId", "9c3f1e0b7a5d2468", ["binary"]],
  ])("packed: %s as bytes %s", (kind, hex, layers) => {
    const hits = found(Buffer.concat([Buffer.from([9, 8, 7]), Buffer.from(hex, "hex"), Buffer.from([1, 2])]));
    if (layers === null) expect(hits).toEqual([]);
    else expect(hits.map(({ needle, layers: own }) => [kindOf(needle), own])).toEqual([[kind, layers]]);
  });

  it("finds numbers in eight bytes and in varints", () => {
    const imei = BigInt(identifiers.imei);
    const fixed = Buffer.alloc(8);
    fixed.writeBigUInt64LE(imei);
    expect(found(fixed)).toMatchObject([{ layers: ["integer"], weakBecause: null, start: 0, end: 8 }]);
    const phone = Buffer.alloc(8);
    phone.writeBigUInt64BE(12065550143n);
    expect(found(phone)[0]).toMatchObject({ layers: ["integer"], weakBecause: expect.any(String) });
    const varint: number[] = [];
    for (let left = imei; left > 0n; left >>= 7n) varint.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    expect(found(Buffer.from([8, ...varint, 16, 1]))).toMatchObject([{ layers: ["integer"], weakBecause: null }]);
  });
});

describe("what is no hit, or a weak one", () => {
  it.each([
    ["imei inside a longer number", "id 9356938035643809 x", "weak"],
    ["phone inside a longer number", "t=920655501437", "none"],
    ["serial inside a longer word", "A1ZNBJ7E00C00QTB", "weak"],
    ["mail address inside a longer one", "mary.jane.kestrel@example.org", "weak"],
    ["mail address of another domain", "jane.kestrel@example.org.au", "weak"],
    ["hex of a longer serial", Buffer.from("X1ZNBJ7E00C00QTX").toString("hex"), "weak"],
    ["base64 of a longer serial", Buffer.from("X1ZNBJ7E00C00QTX").toString("base64"), "weak"],
    ["six characters of a serial", "v=1ZNBJ7;", "none"],
    ["six characters behind a field's name", "sn=1ZNBJ7;", "weak"],
    ["eight first characters", "v 1ZNBJ7E0 w", "weak"],
    ["eleven first characters", "v 1ZNBJ7E00C0 w", "strong"],
    ["nine last characters", "v 7E00C00QT w", "strong"],
    ["nine last characters inside a word", "v K7E00C00QT w", "none"],
    ["nine last digits", "v 035643809 w", "none"],
    ["eleven last digits", "v 38035643809 w", "strong"],
    ["first half of a hardware address", "02:4e:7f:00:00:00", "none"],
    ["one digit off", "1ZNBJ7E00C01QT 356938035643808", "none"],
    ["base64 cut inside the value", Buffer.from(`"1ZNBJ7E00C00QT"`).toString("base64").slice(2, -4), "none"],
  ])("%s", (_title, body, expected) => {
    const hits = found(Buffer.from(body));
    if (expected === "none") expect(hits).toEqual([]);
    else if (expected === "weak") expect(hits.map(({ weakBecause }) => typeof weakBecause)).toEqual(["string"]);
    else expect(hits.map(({ weakBecause }) => weakBecause)).toEqual([null]);
  });

  it("reads percent coding and escapes before a value as signs, not letters", () => {
    for (const body of [
      "sn%3D1ZNBJ7E00C00QT",
      "a%253D1ZNBJ7E00C00QT",
      "x\\n1ZNBJ7E00C00QT",
      "x\\u003d1ZNBJ7E00C00QT\\n",
      "SN1ZNBJ7E00C00QT",
    ]) {
      expect(found(Buffer.from(body)), body).toMatchObject([{ weakBecause: null }]);
    }
  });

  it("ordinary words and short values count only next to a field's name, and are weak", () => {
    const own = identifierNeedles({ ssid: ["guest1", "falcons", "home"], name: "Eve" });
    const words = createNeedleSearch(own, nodePlatform);
    expect(found(Buffer.from("the falcons flew home with guest10 and Eve"), words)).toEqual([]);
    const hits = found(Buffer.from(`{"ssid":"falcons"} wifi=home; "userName": "Eve", "SSID":"guest1"`), words);
    expect(hits.map(({ needle, weakBecause }) => [own[needle]?.name, weakBecause !== null])).toEqual([
      ["identifiers.ssid[1]", true],
      ["identifiers.ssid[2]", true],
      ["identifiers.name[0]", true],
      ["identifiers.ssid[0]", false],
    ]);
  });

  it("a place that is several forms at once is one hit", () => {
    expect(found(Buffer.from("+1-206-555-0143"))).toHaveLength(1);
    expect(found(Buffer.from("356938035643809"))).toHaveLength(1);
    expect(found(Buffer.from(`1ZNBJ7E00C00QT,1ZNBJ7E00C00QT`)).map(({ start, end }) => [start, end])).toEqual([
      [0, 14],
      [15, 29],
    ]);
  });

  it("finds nothing across a gap, and takes a torn value for no cut one", () => {
    const hits: NeedleHit[] = [];
    const scan = search.open((hit) => hits.push(hit));
    scan.push(Buffer.from("v 1ZNBJ7E00C0"), 0, 13);
    scan.gap();
    scan.push(Buffer.from("0QT 1ZNBJ7E00C00QT"), 0, 18);
    scan.end();
    expect(hits).toMatchObject([{ start: 17, end: 31 }]);
  });
});

describe("properties", () => {
  it("however a stream is cut, the hits are the same", () => {
    const piece = fc.constantFrom(
      ...needles.flatMap(({ value, raw }) => [
        Buffer.from(raw ?? value),
        Buffer.from(value, "utf16le"),
        Buffer.from(encodeURIComponent(value)),
        Buffer.from(Buffer.from(`-${value}-`).toString("base64")),
        Buffer.from(Buffer.from(value).toString("hex")),
        createHash("sha1").update(value).digest(),
        Buffer.from(value.slice(0, 12)),
        Buffer.from(value.slice(-9)),
      ]),
      Buffer.from("sn="),
      Buffer.from(' "'),
      Buffer.alloc(40_000, "lorem ipsum 356938 "),
      Buffer.from([0]),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1 }),
        (pieces, cuts) => {
          const body = Buffer.concat(pieces);
          const whole = found(body);
          const hits: NeedleHit[] = [];
          const scan = search.open((hit) => hits.push(hit));
          for (let at = 0, turn = 0; at < body.length; turn += 1) {
            const end = Math.min(body.length, at + (cuts[turn % cuts.length] as number));
            scan.push(body, at, end);
            at = end;
          }
          scan.end();
          expect(hits).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("every form is found at every boundary", () => {
    const body = Buffer.concat([Buffer.alloc(30, "ab, "), Buffer.from(identifiers.aircraftSerial), Buffer.alloc(30, " cd.")]);
    for (let cut = 1; cut < body.length; cut += 1) {
      const hits: NeedleHit[] = [];
      const scan = search.open((hit) => hits.push(hit));
      scan.push(body, 0, cut);
      scan.push(body, cut, body.length);
      scan.end();
      expect(hits).toMatchObject([{ start: 30, end: 44 }]);
    }
    const large = Buffer.concat([Buffer.alloc(50_000, "x. "), Buffer.from(identifiers.aircraftSerial), Buffer.alloc(50_000, " .")]);
    for (let cut = 49_980; cut < 50_040; cut += 1) {
      const hits: NeedleHit[] = [];
      const scan = search.open((hit) => hits.push(hit));
      scan.push(large, 0, cut);
      scan.push(large, cut, large.length);
      scan.end();
      expect(hits).toMatchObject([{ start: 50_000, end: 50_014 }]);
    }
  });

  it("any bytes: never throws, hits lie inside", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const { start, end } of found(Buffer.from(bytes))) expect(start >= 0 && end <= bytes.length).toBe(true);
      }),
    );
  });
});

function found(body: Buffer, by = search): NeedleHit[] {
  const hits: NeedleHit[] = [];
  const scan = by.open((hit) => hits.push(hit));
  scan.push(body, 0, body.length);
  scan.end();
  return hits;
}

function kindOf(needle: number): FindingKind | undefined {
  return (needles[needle] as Needle | undefined)?.kind;
}

function layersOf(body: string | Buffer): readonly string[] | undefined {
  return found(Buffer.from(body))[0]?.layers;
}

describe("positive controls", () => {
  it("every planted encoding is found again", () => {
    expect(checkNeedleControls(nodePlatform)).toEqual({ planted: needleControls(nodePlatform).length, missed: [] });
  });
});
