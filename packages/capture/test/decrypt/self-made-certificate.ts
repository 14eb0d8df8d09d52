/** A certificate of its own, made when a test runs: no key lies in the repository. */

import { generateKeyPairSync, sign } from "node:crypto";
import { concatBytes } from "@creance/core";

/** What a TLS server needs. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A key pair and a certificate for `name`, signed by itself: ECDSA on P-256, or RSA. */
export function selfMadeCertificate(name: string, kind: "ec" | "rsa" = "ec"): KeyAndCertificate {
  const { privateKey, publicKey } =
    kind === "ec" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2048 });
  const algorithm = kind === "ec" ? der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2)) : der(0x30, oid(...SHA256_RSA), der(5));
  const subject = der(0x30, der(0x31, der(0x30, oid(0x55, 4, 3), der(0x0c, new TextEncoder().encode(name)))));
  const validity = der(0x30, utcTime("200101000000Z"), utcTime("491231235959Z"));
  const body = der(
    0x30,
    der(0xa0, der(2, Uint8Array.of(2))),
    der(2, Uint8Array.of(1)),
    algorithm,
    subject,
    validity,
    subject,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = der(0x30, body, algorithm, der(3, Uint8Array.of(0), signature));
  const lines = (
    Buffer.from(certificate)
      .toString("base64")
      .match(/.{1,64}/g) ?? []
  ).join("\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

const SHA256_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11] as const;

function utcTime(text: string): Uint8Array {
  return der(0x17, new TextEncoder().encode(text));
}

function oid(...parts: readonly number[]): Uint8Array {
  return der(6, Uint8Array.from(parts));
}

function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(contents);
  const { length } = content;
  const head = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return concatBytes([Uint8Array.from(head), content]);
}
