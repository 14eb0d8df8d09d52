import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { caseGraph } from "../../src/index.ts";

const sum = "a".repeat(64);
const input = {
  origin: "creance/made",
  program: { name: "Creance", version: "0.1.0" },
  files: [
    { sha256: sum, sizeBytes: 12, fileName: 'ä\n"}.jpg' },
    { sha256: "b".repeat(64), sizeBytes: 0, fileName: null },
  ],
  actions: [{ index: 7, kind: "kept", timeUs: 1_790_000_000_000_000, sentence: "Kept.", files: [sum, "c".repeat(64)] }],
};

type Node = Readonly<Record<string, unknown>>;

/** Shape of each class, after the CASE/UCO 1.3 ontologies: property, and the type of its value. */
const shapes: Readonly<Record<string, Readonly<Record<string, "text" | "ref" | "node" | string>>>> = {
  "uco-tool:Tool": { "uco-core:name": "text", "uco-tool:version": "text" },
  "uco-observable:File": { "uco-core:hasFacet": "node" },
  "uco-observable:FileFacet": { "uco-observable:fileName": "text", "uco-observable:sizeInBytes": "xsd:integer" },
  "uco-observable:ContentDataFacet": { "uco-observable:hash": "node", "uco-observable:sizeInBytes": "xsd:integer" },
  "uco-types:Hash": { "uco-types:hashMethod": "uco-vocabulary:HashNameVocab", "uco-types:hashValue": "xsd:hexBinary" },
  "case-investigation:ProvenanceRecord": { "case-investigation:exhibitNumber": "text", "uco-core:object": "ref" },
  "case-investigation:InvestigativeAction": {
    "uco-core:name": "text",
    "uco-core:description": "text",
    "uco-action:startTime": "xsd:dateTime",
    "uco-action:instrument": "ref",
    "uco-action:object": "ref",
  },
};

describe("CASE graph", () => {
  const text = caseGraph(nodePlatform.sha256, input);
  const graph = JSON.parse(text) as { readonly "@context": Record<string, string>; readonly "@graph": readonly Node[] };
  const ids = new Set<string>();

  function check(node: Node): void {
    const shape = shapes[String(node["@type"])];
    expect(shape, String(node["@type"])).toBeDefined();
    expect(node["@id"]).toMatch(/^kb:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.has(String(node["@id"])), "one name, one thing").toBe(false);
    ids.add(String(node["@id"]));
    for (const [name, value] of Object.entries(node)) {
      if (name.startsWith("@")) continue;
      const wanted = shape?.[name];
      expect(wanted, name).toBeDefined();
      expect(Object.keys(graph["@context"])).toContain(name.split(":")[0]);
      for (const one of Array.isArray(value) ? value : [value]) {
        if (wanted === "text") expect(typeof one).toBe("string");
        else if (wanted === "node") check(one as Node);
        else if (wanted === "ref") expect(Object.keys(one as Node)).toEqual(["@id"]);
        else expect(one).toEqual({ "@type": wanted, "@value": expect.any(String) });
      }
    }
  }

  it("has only classes and properties of the shapes, and every name it refers to", () => {
    for (const node of graph["@graph"]) check(node);
    const references = [...text.matchAll(/\{\s*"@id": "(kb:[^"]+)"\s*\}/g)].map((match) => match[1] as string);
    expect(references.length).toBe(4);
    for (const reference of references) expect(ids).toContain(reference);
  });

  it("says what the input says, without hashes that are not in the package", () => {
    const action = graph["@graph"].find((node) => node["@type"] === "case-investigation:InvestigativeAction") as Node;
    expect(action["uco-action:startTime"]).toEqual({ "@type": "xsd:dateTime", "@value": "2026-09-21T14:13:20.000Z" });
    expect(action["uco-action:object"]).toHaveLength(1);
    expect(text).toContain(JSON.stringify('ä\n"}.jpg'));
    expect(text).not.toContain("c".repeat(64));
  });

  it("the same input gives the same bytes; another log other names", () => {
    expect(caseGraph(nodePlatform.sha256, input)).toBe(text);
    const other = JSON.parse(caseGraph(nodePlatform.sha256, { ...input, origin: "creance/other" })) as typeof graph;
    expect(other["@graph"][0]?.["@id"]).not.toBe(graph["@graph"][0]?.["@id"]);
  });
});
