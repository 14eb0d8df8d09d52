/**
 * Custody history as CASE 1.3 / UCO 1.3 JSON-LD: each file, each thing that happened to it, and the program that wrote it down. A second form of what the
 * ledger says, for tools that read CASE; the ledger's entries are the evidence.
 */
import { isoFromEpochUs, type Platform, toHex } from "@creance/core";

/** A file of the package. */
export interface CaseFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Name it was kept under; `null`: not known or erased. */
  readonly fileName: string | null;
}

/** Something that happened. */
export interface CaseAction {
  /** Place in the ledger. */
  readonly index: number;
  readonly kind: string;
  readonly timeUs: number;
  readonly sentence: string;
  /** Hashes of the files of the package that it is about. */
  readonly files: readonly string[];
}

/** What the graph is made of. */
export interface CaseInput {
  /** Name of the log. */
  readonly origin: string;
  readonly program: { readonly name: string; readonly version: string };
  readonly files: readonly CaseFile[];
  readonly actions: readonly CaseAction[];
}

const context = {
  kb: "urn:uuid:",
  "case-investigation": "https://ontology.caseontology.org/case/investigation/",
  "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
  "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
  "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
  "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
  "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
  "uco-vocabulary": "https://ontology.unifiedcyberontology.org/uco/vocabulary/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
} as const;

/** The graph as JSON text. The same input gives the same bytes: names are made of what they name. */
export function caseGraph(sha256: Platform["sha256"], input: CaseInput): string {
  const id = (...parts: readonly (string | number)[]): string => `kb:${uuidOf(sha256, [input.origin, ...parts].join("\n"))}`;
  const fileId = (hash: string): string => id("file", hash);
  const toolId = id("tool", input.program.name, input.program.version);
  const tool = {
    "@id": toolId,
    "@type": "uco-tool:Tool",
    "uco-core:name": input.program.name,
    "uco-tool:version": input.program.version,
  };
  const files = input.files.map((file) => ({
    "@id": fileId(file.sha256),
    "@type": "uco-observable:File",
    "uco-core:hasFacet": [
      {
        "@id": id("file-facet", file.sha256),
        "@type": "uco-observable:FileFacet",
        ...(file.fileName === null ? {} : { "uco-observable:fileName": file.fileName }),
        "uco-observable:sizeInBytes": typed("xsd:integer", String(file.sizeBytes)),
      },
      {
        "@id": id("content-facet", file.sha256),
        "@type": "uco-observable:ContentDataFacet",
        "uco-observable:hash": {
          "@id": id("hash", file.sha256),
          "@type": "uco-types:Hash",
          "uco-types:hashMethod": typed("uco-vocabulary:HashNameVocab", "SHA256"),
          "uco-types:hashValue": typed("xsd:hexBinary", file.sha256),
        },
        "uco-observable:sizeInBytes": typed("xsd:integer", String(file.sizeBytes)),
      },
    ],
  }));
  const records = input.files.map((file, at) => ({
    "@id": id("record", file.sha256),
    "@type": "case-investigation:ProvenanceRecord",
    "case-investigation:exhibitNumber": String(at + 1),
    "uco-core:object": [{ "@id": fileId(file.sha256) }],
  }));
  const known = new Set(input.files.map((file) => file.sha256));
  const actions = input.actions.map((action) => ({
    "@id": id("action", action.index),
    "@type": "case-investigation:InvestigativeAction",
    "uco-core:name": action.kind,
    "uco-core:description": `${action.sentence} (entry ${action.index} of ${input.origin})`,
    "uco-action:startTime": typed("xsd:dateTime", isoFromEpochUs(action.timeUs) ?? ""),
    "uco-action:instrument": [{ "@id": toolId }],
    "uco-action:object": action.files.filter((hash) => known.has(hash)).map((hash) => ({ "@id": fileId(hash) })),
  }));
  return `${JSON.stringify({ "@context": context, "@graph": [tool, ...files, ...records, ...actions] }, null, 2)}\n`;
}

function typed(type: string, value: string): { readonly "@type": string; readonly "@value": string } {
  return { "@type": type, "@value": value };
}

/** A UUID of version 8 (RFC 9562) made of a hash. */
function uuidOf(sha256: Platform["sha256"], text: string): string {
  const bytes = sha256(new TextEncoder().encode(text)).slice(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
