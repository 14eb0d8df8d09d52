/** Signatures against AWS's published vectors and the SDK's own signer. */

import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_SHA256, encodePath, signLink, signRequest } from "../../src/s3/sign-request.ts";

/** Keys and requests of "Signature Calculations: Examples" in the S3 API reference. */
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const scope = { credentials, region: "us-east-1", timeMs: Date.UTC(2013, 4, 24) };
const host = "examplebucket.s3.amazonaws.com";
const signatureIn = (headers: Record<string, string>): string => headers["authorization"]?.split("Signature=")[1] ?? "";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("SigV4", () => {
  it.each([
    [
      "GET with a range",
      { method: "GET", path: "/test.txt", headers: { range: "bytes=0-9" }, bodySha256: EMPTY_SHA256 },
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
    [
      "PUT",
      {
        method: "PUT",
        path: encodePath("/test$file.text"),
        headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
        bodySha256: sha256("Welcome to Amazon S3."),
      },
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ],
    [
      "GET of a subresource",
      { method: "GET", path: "/", query: { lifecycle: "" }, bodySha256: EMPTY_SHA256 },
      "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ],
    [
      "list",
      { method: "GET", path: "/", query: { prefix: "J", "max-keys": "2" }, bodySha256: EMPTY_SHA256 },
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ],
  ])("AWS's example: %s", (_, request, signature) => {
    expect(signatureIn(signRequest({ host, ...request }, scope))).toBe(signature);
  });

  it("AWS's example: a link", () => {
    const link = signLink({ method: "GET", host, path: "/test.txt" }, 86_400, scope);
    expect(link).toContain("X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
  });

  it("the SigV4 test suite's get-vanilla, for another service", () => {
    const suite = {
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
      region: "us-east-1",
      service: "service",
      timeMs: Date.UTC(2015, 7, 30, 12, 36),
    };
    const headers = signRequest({ method: "GET", host: "example.amazonaws.com", path: "/", bodySha256: EMPTY_SHA256 }, suite);
    expect(signatureIn(headers)).toBe("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  });

  it("the same as the SDK's signer for any request", async () => {
    const name = fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "PUT", "POST", "DELETE"),
        fc.array(
          name.filter((text) => !text.includes("/")),
          { minLength: 1, maxLength: 4 },
        ),
        fc.dictionary(fc.stringMatching(/^[A-Za-z-]{1,12}$/), name, { maxKeys: 4 }),
        fc.integer({ min: 0, max: 4_000_000_000 }),
        async (method, names, query, seconds) => {
          const signer = new SignatureV4({ credentials, region: "eu-west-1", service: "s3", sha256: NodeSha256, uriEscapePath: false });
          const path = `/${names.map(encodePath).join("/")}`;
          const signingDate = new Date(seconds * 1000);
          const headers = { host, "x-amz-content-sha256": EMPTY_SHA256 };
          const theirs = await signer.sign({ method, protocol: "http:", hostname: host, path, query, headers }, { signingDate });
          const ours = signRequest(
            { method, host, path, query, bodySha256: EMPTY_SHA256 },
            { credentials, region: "eu-west-1", timeMs: seconds * 1000 },
          );
          expect(ours["authorization"]).toBe(theirs.headers["authorization"]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

class NodeSha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", typeof secret === "string" ? secret : bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === "string" ? data : bytesOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {}
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
