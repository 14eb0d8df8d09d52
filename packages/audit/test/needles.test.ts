import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import type { AuditFile, AuditFlight, Identifiers, Needle } from "../src/index.ts";
import { createNeedleSearch, decoyNeedles, flightNeedles, identifierNeedles, MIN_DECOYS } from "../src/index.ts";
import { distinctNeedles } from "../src/needles/distinct-needles.ts";

const file: AuditFile = {
  kind: "flightRecord",
  name: "records/DJIFlightRecord_2026-01-01_[10-00-00].txt",
  sizeBytes: 1_000_000,
  sha256: `${"0f".repeat(31)}ab`,
  md5: "0123456789abcdef0123456789abcdef",
  sha1: null,
  head: Uint8Array.from({ length: 100 }, (_, at) => (at * 37) & 0xff),
  zippedBytes: null,
};
const flight: AuditFlight = {
  label: "F1",
  sha256: file.sha256,
  timeUs: new Float64Array(),
  latDeg: new Float64Array(),
  lonDeg: new Float64Array(),
  altHomeM: new Float32Array(),
  inAir: new Float32Array(),
  home: null,
  pilot: null,
  serials: {
    aircraftSerial: [" 1znbj7e00c00qt "],
    controllerSerial: ["4LFCJ5N0B20F6X"],
    batterySerial: ["", "0000000000", "\u0000\u0001\u0002"],
    cameraSerial: [],
  },
  files: [file, { ...file, kind: "picture", name: "DJI_0042.JPG", head: new Uint8Array(64), md5: null }],
  app: null,
  aircraft: null,
  firmware: null,
};

describe("needles of a list of identifiers", () => {
  it.each([
    ["aircraftSerial", " 1znbj7e00c00qt", "1ZNBJ7E00C00QT"],
    ["imei", "35-693803-564380-9", "356938035643809"],
    ["imsi", "001 01 9876543210", "001019876543210"],
    ["iccid", "8949 0200 0001 2345 678", "8949020000012345678"],
    ["androidId", "9C3F1E0B7A5D2468", "9c3f1e0b7a5d2468"],
    ["advertisingId", "6F1C2B3A-9D8E-4F70-A1B2-C3D4E5F60718", "6f1c2b3a-9d8e-4f70-a1b2-c3d4e5f60718"],
    ["mac", "02:4E:7F:91:A8:3C", "024e7f91a83c"],
    ["bluetooth", "024e.7f91.a83c", "024e7f91a83c"],
    ["ssid", "Hawk's Nest", "Hawk's Nest"],
    ["email", "Jane.Kestrel@Example.org", "jane.kestrel@example.org"],
    ["phone", "+49 (0)30 901820-11", "+493090182011"],
    ["phone", "0049 30 90182011", "+493090182011"],
    ["phone", "(206) 555-0143", "2065550143"],
    ["name", "Jänne Küstrel", "Jänne Küstrel"],
  ] as const)("%s %s", (kind, typed, value) => {
    const [needle] = identifierNeedles({ [kind]: typed } as Identifiers);
    expect(needle).toMatchObject({ name: `identifiers.${kind}[0]`, kind, value, decoy: false });
  });

  it("names a needle by its place, and takes the same value once", () => {
    const needles = identifierNeedles({ imei: ["356938035643809", "35-693803-564380-9", "356938035643817"], email: "a@b.example" });
    expect(needles.map(({ name }) => name)).toEqual(["identifiers.imei[0]", "identifiers.imei[2]", "identifiers.email[0]"]);
  });

  it.each([
    ["aircraftSerial", "", "empty"],
    ["account", "x".repeat(513), "longer than 512"],
    ["name", "a\u0007bcdef", "control characters"],
    ["name", "ab\ud800cdef", "half a character"],
    ["ssid", "ab", "too short"],
    ["imei", "1234", "15 digits"],
    ["imei", "000000000000000", "all zeros"],
    ["iccid", "8949", "18 to 22"],
    ["mac", "02:4e:7f:91:a8", "12 hexadecimal"],
    ["mac", "02:00:00:00:00:00", "placeholder"],
    ["bssid", "ff:ff:ff:ff:ff:ff", "placeholder"],
    ["advertisingId", "00000000-0000-0000-0000-000000000000", "all zeros"],
    ["email", "nobody", "one @"],
    ["phone", "12x", "6 to 17 digits"],
  ] as const)("refuses %s %j without telling it", (kind, typed, why) => {
    let message = "";
    try {
      identifierNeedles({
        [kind]: ["x".repeat(8), typed].slice(kind === "aircraftSerial" || kind === "name" || kind === "account" ? 0 : 1),
      } as Identifiers);
    } catch (error) {
      expect(error).toMatchObject({ name: "UserError", code: "identifiers-invalid", kind: "wrongUse" });
      message = (error as Error).message;
    }
    expect(message).toContain(why);
    expect(message).toContain(`identifiers.${kind}[`);
    if (typed.length > 3) expect(message).not.toContain(typed);
  });
});

describe("needles of a flight", () => {
  it("are its serials and its files' names, hashes and first bytes", () => {
    expect(flightNeedles(flight).map(({ name, kind, form, value }) => [name, kind, form, value.slice(0, 20)])).toEqual([
      ["F1.aircraftSerial[0]", "aircraftSerial", undefined, "1ZNBJ7E00C00QT"],
      ["F1.controllerSerial[0]", "controllerSerial", undefined, "4LFCJ5N0B20F6X"],
      ["F1.files[0].name", "flightRecord", "fileName", "DJIFlightRecord_2026"],
      ["F1.files[0].sha256", "flightRecord", "fileHash", "0f0f0f0f0f0f0f0f0f0f"],
      ["F1.files[0].md5", "flightRecord", "fileHash", "0123456789abcdef0123"],
      ["F1.files[0].head", "flightRecord", "fileBytes", "00254a6f94b9de03284d"],
      ["F1.files[1].name", "picture", "fileName", "DJI_0042.JPG"],
      ["F1.files[1].sha256", "picture", "fileHash", "0f0f0f0f0f0f0f0f0f0f"],
    ]);
  });

  it("are found in their own forms", () => {
    const needles = flightNeedles(flight);
    const search = createNeedleSearch(needles, nodePlatform);
    const layers = (body: Buffer) => {
      const hits: [string | undefined, string][] = [];
      const scan = search.open(({ needle, layers: own }) => hits.push([needles[needle]?.name, own.join()]));
      scan.push(body, 0, body.length);
      scan.end();
      return hits;
    };
    expect(layers(Buffer.from(`filename="DJI_0042.JPG"`))).toEqual([["F1.files[1].name", "fileName"]]);
    const name = "DJIFlightRecord_2026-01-01_[10-00-00].txt";
    expect(layers(Buffer.from(`f=${encodeURIComponent(name)}`))).toEqual([["F1.files[0].name", "percent,fileName"]]);
    expect(layers(Buffer.from(`f=${name.replace(".txt", ".zip")}`))).toEqual([["F1.files[0].name", "cut,fileName"]]);
    expect(layers(Buffer.from(`x${Buffer.from("0123456789abcdef0123456789abcdef", "hex").toString("base64")}`))).toEqual([
      ["F1.files[0].md5", "base64,fileHash"],
    ]);
    expect(layers(Buffer.from(`etag: 0123456789ABCDEF0123456789ABCDEF`))).toEqual([["F1.files[0].md5", "hex,fileHash"]]);
    expect(layers(Buffer.concat([Buffer.from("data:"), Buffer.from(file.head as Uint8Array)]))).toEqual([
      ["F1.files[0].head", "fileBytes"],
    ]);
  });
});

describe("needles of several flights", () => {
  it("are one where the value is one, under the first name and without a flight where several have it", () => {
    const other = { ...flight, label: "F2", files: [] };
    const listed = [flight, other].flatMap((one) => flightNeedles(one).map((needle) => ({ needle, flight: one.label })));
    expect(distinctNeedles(listed).map(({ needle, flight: of }) => [needle.name, of])).toEqual([
      ["F1.aircraftSerial[0]", null],
      ["F1.controllerSerial[0]", null],
      ...flightNeedles(flight)
        .slice(2)
        .map(({ name }) => [name, "F1"]),
    ]);
  });
});

describe("decoys", () => {
  const identifiers: Identifiers = {
    aircraftSerial: ["1ZNBJ7E00C00QT", "1ZNBJ7E00C00QU"],
    imei: "356938035643809",
    iccid: "8949020000012345678",
    mac: "02:4e:7f:91:a8:3c",
    advertisingId: "6f1c2b3a-9d8e-4f70-a1b2-c3d4e5f60718",
    email: "jane.kestrel@example.org",
    phone: "+12065550143",
    name: "Jänne Küstrel 李明",
    ssid: "Hawk's Nest 5",
  };
  const real = [...identifierNeedles(identifiers), ...flightNeedles(flight)];
  const decoys = decoyNeedles(real, nodePlatform, "seed");

  it("are at least 20 for each kind and part, follow from the seed, and are unlike every needle", () => {
    const groups = new Map<string, number>();
    for (const { name } of decoys) {
      const group = name.replace(/\[\d+\]/, "");
      groups.set(group, (groups.get(group) ?? 0) + 1);
    }
    for (const [group, count] of groups) expect(count, group).toBeGreaterThanOrEqual(MIN_DECOYS);
    expect([...groups.keys()]).toEqual(
      expect.arrayContaining([
        ...Object.keys(identifiers).map((kind) => `decoy.${kind}`),
        "decoy.flightRecord.name",
        "decoy.picture.sha256",
      ]),
    );
    expect(decoyNeedles(real, nodePlatform, "seed")).toEqual(decoys);
    expect(decoyNeedles(real, nodePlatform, "other").map(({ value }) => value)).not.toEqual(decoys.map(({ value }) => value));
    const values = new Set(real.map(({ value }) => value.toLowerCase()));
    for (const { value, decoy } of decoys) {
      expect(decoy).toBe(true);
      for (const other of values) expect(value.toLowerCase().includes(other) || other.includes(value.toLowerCase())).toBe(false);
    }
    expect(new Set(decoys.map(({ kind, value }) => kind + value)).size).toBe(decoys.length);
  });

  it("have the shape of a needle", () => {
    const of = (kind: Needle["kind"]) =>
      decoys.filter((decoy) => decoy.kind === kind && decoy.form === undefined).map(({ value }) => value);
    for (const value of of("imei")) expect(luhnSum(value) % 10, value).toBe(0);
    for (const value of of("mac")) expect(value).toMatch(/^[0-9a-f]{12}$/);
    for (const value of of("phone")) expect(value).toMatch(/^\+1\d{10}$/);
    for (const value of of("aircraftSerial")) expect(value).toMatch(/^[0-9A-Z]{14}$/);
    for (const value of of("email")) expect(value).toMatch(/^[a-z.]{12}@[a-z.]+\.org$/);
    expect(of("aircraftSerial").filter((value) => value.startsWith("1ZNB"))).not.toEqual([]);
    for (const { value } of decoys.filter(({ form }) => form === "fileName")) expect(value).toMatch(/\.(?:txt|JPG)$/);
  });
});

function luhnSum(digits: string): number {
  return [...digits].reverse().reduce((sum, char, at) => {
    const digit = Number(char) * (at % 2 === 1 ? 2 : 1);
    return sum + (digit > 9 ? digit - 9 : digit);
  }, 0);
}
