/** Keychain requests and replies. */
import { isUserError, memorySource, toBase64 } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectDjiFlightRecord, keychainRequest, parseKeychainReply } from "../src/index.ts";
import { END_MARKER, filled, frames, type HandRecord, handFile, join, osd } from "./dji-hand-built.ts";

const key = toBase64(new Uint8Array(32).fill(9));
const iv = toBase64(new Uint8Array(16).fill(4));
const entry = { featurePoint: "FR_Standardization_Feature_Base_1", aesKey: key, aesIv: iv };
const codeOf = (text: string): string => {
  try {
    parseKeychainReply(text);
    return "read";
  } catch (error) {
    if (!isUserError(error)) throw error;
    return error.code;
  }
};

describe("replies", () => {
  test.each([
    ["the service's reply", { result: { code: 0, msg: "ok" }, data: [[entry]] }],
    ["a list of groups", [[entry]]],
    ["a list of keys", [entry]],
    ["a feature by number", [[{ ...entry, featurePoint: 1 }]]],
    ["a feature by the name other tools store", [[{ ...entry, featurePoint: "BaseFeature" }]]],
  ])("%s", (_, reply) => {
    expect(parseKeychainReply(JSON.stringify(reply))).toEqual([
      [{ feature: 1, key: new Uint8Array(32).fill(9), iv: new Uint8Array(16).fill(4) }],
    ]);
  });

  test("groups keep their order, also empty ones", () => {
    const groups = parseKeychainReply(
      JSON.stringify({ data: [[], [entry], [{ ...entry, featurePoint: "FR_Standardization_Feature_RC_11" }]] }),
    );
    expect(groups.map((group) => group.map(({ feature }) => feature))).toEqual([[], [1], [11]]);
  });

  test.each([
    ["keychain-not-json", "no json"],
    ["keychain-refused", '{"result":{"code":403,"msg":"bad key"}}'],
    ["keychain-shape", "{}"],
    ["keychain-shape", '"text"'],
    ["keychain-shape", JSON.stringify([[{ ...entry, featurePoint: 16 }]])],
    ["keychain-shape", JSON.stringify([[{ ...entry, featurePoint: "Base" }]])],
    ["keychain-shape", JSON.stringify([[{ ...entry, aesKey: iv }]])],
    ["keychain-shape", JSON.stringify([[{ ...entry, aesIv: "%%%" }]])],
    ["keychain-shape", JSON.stringify([[null]])],
    ["keychain-too-large", " ".repeat(5_000_000)],
    ["keychain-too-large", JSON.stringify(Array.from({ length: 2000 }, () => []))],
    ["keychain-too-large", JSON.stringify([Array.from({ length: 100 }, () => entry)])],
  ])("%s: %#", (code, text) => {
    expect(codeOf(text)).toBe(code);
  });

  test("any JSON and any text give keys or a UserError", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify({ data: [[value]] })),
        ),
        (text) => {
          expect(codeOf(text)).toMatch(/^(read|keychain-)/);
        },
      ),
    );
  });
});

describe("requests", () => {
  const wrapped = (feature: number): HandRecord => ({
    type: 56,
    payload: join([Uint8Array.of(feature, 0, 0, 1), new Uint8Array(256).fill(feature)]),
  });
  const read = (bytes: Uint8Array) => collectDjiFlightRecord(memorySource(bytes), { platform: nodePlatform });

  test("the exact body, one list for each group", async () => {
    const region = join([frames(14, [wrapped(1), wrapped(13), osd(1, 2, 3), filled(50, 2), wrapped(1)]), END_MARKER]);
    const { ending, header } = await read(handFile(14, { region, department: 8 }));
    const request = keychainRequest(ending, header);
    const cipher = (fill: number): string => toBase64(new Uint8Array(256).fill(fill));
    expect(request.body).toBe(
      `{"version":4,"department":8,"keychainsArray":[[{"featurePoint":"FR_Standardization_Feature_Base_1","aesCiphertext":"${cipher(1)}"},` +
        `{"featurePoint":"FR_Standardization_Feature_Battery_13","aesCiphertext":"${cipher(13)}"}],` +
        `[{"featurePoint":"FR_Standardization_Feature_Base_1","aesCiphertext":"${cipher(1)}"}]]}`,
    );
    expect([request.groups, request.keys, request.version, request.department]).toEqual([2, 3, 4, 8]);
  });

  test("an unknown department is sent as 3", async () => {
    const region = join([frames(14, [wrapped(1), osd(1, 2, 3)]), END_MARKER]);
    const { ending, header } = await read(handFile(14, { region, department: 200 }));
    expect(keychainRequest(ending, header).department).toBe(3);
  });

  test("a record without wrapped keys has nothing to request", async () => {
    const { ending, header } = await read(handFile(11, { region: join([frames(11, [osd(1, 2, 3), osd(1, 2, 3)]), END_MARKER]) }));
    expect(() => keychainRequest(ending, header)).toThrowError(expect.objectContaining({ code: "keychain-nothing-to-request" }));
  });
});
