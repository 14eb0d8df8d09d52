/** Reads `proof.json`: a `ProofDocument`, or `undefined` and the reason as a failure. */
import { ipv4Number } from "../rules/ipv4.ts";
import { MAX_PROOF_DOCUMENT_BYTES, type ProofFiles, proofFileNames } from "./bundle.ts";
import type { Findings } from "./findings.ts";
import { asObject, type JsonObject, member, parseObject, textAt, textOrNull, textsAt, timeAt } from "./json-value.ts";
import type { ProofDocument } from "./types.ts";

/** Reads it. The fields that checking uses are of their kinds. */
export async function readDocument(files: ProofFiles, findings: Findings): Promise<ProofDocument | undefined> {
  const value = parseObject(await files.text(proofFileNames.document, MAX_PROOF_DOCUMENT_BYTES));
  const wrong = value === undefined ? "it is no JSON object" : fault(value, files);
  if (wrong === undefined) return value as unknown as ProofDocument;
  findings.fail("document-invalid", proofFileNames.document, `The document of the proof cannot be used: ${wrong}.`);
  return undefined;
}

function fault(value: JsonObject, files: ProofFiles): string | undefined {
  if (textAt(value, "format") !== "creance-proof/1") return "its format is not creance-proof/1";
  const [from, until] = [timeAt(value, "fromUs"), timeAt(value, "untilUs")];
  if (from === undefined || until === undefined || from >= until) return "its window has no length";
  for (const key of ["fromMark", "untilMark"]) if (textAt(value, key) === undefined) return `${key} is missing`;
  for (const key of ["rulesSha256", "policySha256"]) {
    if (!/^[0-9a-f]{64}$/.test(textAt(value, key) ?? "")) return `${key} is no hash`;
  }
  if (textOrNull(value, "control") === undefined) return "control is missing";
  return linkFault(value) ?? capturesFault(value, files) ?? flightFault(value, files);
}

function linkFault(value: JsonObject): string | undefined {
  for (const key of ["lan", "wan"] as const) {
    const link = asObject(member(value, key));
    if (link === undefined || textAt(link, "interface") === undefined) return `${key} is missing`;
    if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(textAt(link, "mac") ?? "")) return `${key}.mac is no address`;
    const ip = textOrNull(link, "ip");
    if (ip === undefined || (ip === null && key === "lan") || (ip !== null && ipv4Number(ip) === undefined))
      return `${key}.ip is no address`;
  }
  return undefined;
}

/** Captures: numbered without a gap, and there. */
function capturesFault(value: JsonObject, files: ProofFiles): string | undefined {
  const captures = asObject(member(value, "captures"));
  if (captures === undefined) return "captures are missing";
  const names = new Set(files.names());
  for (const side of ["lan", "wan", "denied"] as const) {
    const list = textsAt(captures, side);
    if (list === undefined || list.length === 0 || list.length > 1_000_000) return `captures.${side} is empty`;
    for (const name of list) {
      if (!new RegExp(`^${side}-[0-9]{6}[.]pcap$`).test(name)) return `captures.${side} names ${JSON.stringify(name)}`;
      if (!names.has(name)) return `captures.${side} names ${name}, which is not there`;
    }
  }
  return undefined;
}

function flightFault(value: JsonObject, files: ProofFiles): string | undefined {
  if (member(value, "flight") === null) return undefined;
  const flight = asObject(member(value, "flight"));
  if (flight === undefined) return "flight is missing";
  const file = textAt(flight, "file");
  if (file === undefined || !files.names().includes(file)) return "the flight's file is not there";
  const [start, end] = [timeAt(flight, "startUs"), timeAt(flight, "endUs")];
  return start === undefined || end === undefined || start > end ? "the flight has no times" : undefined;
}
