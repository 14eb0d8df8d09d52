/** The oracle: the reader of the C2PA project's own library. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import init, { WasmReader } from "@contentauth/c2pa-wasm";

/** What it found in a file. */
export interface ReadClaim {
  /** `Trusted`, `Valid` or `Invalid`; `unreadable`: it found no claim, or none that it can read. */
  readonly state: string;
  /** Codes of what is wrong. */
  readonly failures: readonly string[];
  readonly successes: readonly string[];
  readonly manifest: Readonly<Record<string, unknown>>;
}

const mediaTypes: Readonly<Record<string, string>> = { jpeg: "image/jpeg", png: "image/png", tiff: "image/tiff", dng: "image/x-adobe-dng" };
let ready: Promise<unknown> | undefined;

/** Reads the claim of a file; `anchors`: PEM of authorities that are trusted. */
export async function readClaim(bytes: Uint8Array, format: string, anchors?: string): Promise<ReadClaim> {
  const wasm = createRequire(import.meta.url).resolve("@contentauth/c2pa-wasm/c2pa.wasm");
  ready ??= init({ module_or_path: readFileSync(wasm) });
  await ready;
  const settings =
    anchors === undefined ? undefined : JSON.stringify({ trust: { trust_anchors: anchors }, verify: { verify_trust: true } });
  let reader: WasmReader;
  try {
    reader = await WasmReader.fromBytes(mediaTypes[format] as string, bytes, settings);
  } catch (error) {
    return { state: "unreadable", failures: [String(error)], successes: [], manifest: {} };
  }
  const { validation_state, validation_results, manifests, active_manifest } = JSON.parse(reader.json());
  reader.free();
  const codes = (list: readonly { readonly code: string }[] = []): readonly string[] => list.map(({ code }) => code);
  const { failure, success } = validation_results?.activeManifest ?? {};
  return { state: validation_state, failures: codes(failure), successes: codes(success), manifest: manifests[active_manifest] };
}

/** A certificate as PEM. */
export function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .match(/.{1,64}/g) as readonly string[];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
