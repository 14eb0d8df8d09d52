/** M: the published JSON Schema knows the words that the reader knows, and takes what the reader takes. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dataClasses, manifestText, purposes, readManifest, readPolicy, recipientKinds } from "../../src/index.ts";
import { flowShape, manifestShape } from "../../src/manifest/schema.ts";
import { countryCodes } from "../../src/region/countries.table.ts";
import { wholeManifest } from "./whole-manifest.ts";

const schema = JSON.parse(readFileSync(new URL("../../../../docs/formats/privacy-manifest.schema.json", import.meta.url), "utf8"));
const guide = readFileSync(new URL("../../../../docs/guide/policy.md", import.meta.url), "utf8");
const words = (name: string): readonly string[] => schema.$defs[name].oneOf.map((each: { const: string }) => each.const);

it("has the reader's words and keys", () => {
  expect(words("dataClass")).toEqual(dataClasses);
  expect(words("recipientKind")).toEqual(recipientKinds);
  expect(words("purpose")).toEqual(purposes);
  expect(schema.$defs.country.enum).toEqual(["EU", ...countryCodes].toSorted());
  expect(Object.keys(schema.properties.privacy.properties).toSorted()).toEqual(Object.keys(manifestShape.shape).toSorted());
  expect(Object.keys(schema.$defs.flow.properties).toSorted()).toEqual(Object.keys(flowShape.shape).toSorted());
});

it("the guide names every word and key too", () => {
  for (const word of [
    ...dataClasses,
    ...recipientKinds,
    ...purposes,
    ...Object.keys(manifestShape.shape),
    ...Object.keys(flowShape.shape),
  ]) {
    expect([word, guide.includes(`\`${word}\``)]).toEqual([word, true]);
  }
});

it("the guide's example is a manifest", () => {
  const examples = [...guide.matchAll(/```yaml\n([^`]*)```/g)].map(([, text]) => text ?? "").filter((text) => text.includes("privacy:"));
  expect(examples).toHaveLength(1);
  expect(readManifest(examples[0] ?? "").flows.map(({ id }) => id)).toEqual(["customer-pictures", "maps", "activation"]);
});

describe("takes and refuses as the reader does", () => {
  const shape = z.fromJSONSchema(schema);
  const manifest = JSON.parse(manifestText(readManifest(wholeManifest)));
  const changed = (change: (value: typeof manifest) => void): unknown => {
    const copy = structuredClone(manifest);
    change(copy);
    return copy;
  };
  it("takes a whole manifest", () => {
    expect(shape.safeParse(manifest).success).toBe(true);
  });
  it.each([
    ["an unknown key", changed((value) => Object.assign(value.privacy.flows[0], { colour: "red" }))],
    ["an unknown class", changed((value) => value.privacy.flows[0].data.push("everything"))],
    ["no purposes", changed((value) => Object.assign(value.privacy.flows[0], { purposes: [] }))],
    ["an unknown country", changed((value) => Object.assign(value.privacy.controller, { country: "XX" }))],
    ["a missing reason", changed((value) => delete value.privacy.flows[0].why)],
    ["a time without a unit", changed((value) => Object.assign(value.privacy.flows[0], { keep: "30" }))],
    ["a manifest without anybody who answers", changed((value) => delete value.privacy.controller)],
  ])("refuses %s", (_, value) => {
    expect(readPolicy(JSON.stringify(value)).ok).toBe(false);
    expect(shape.safeParse(value).success).toBe(false);
  });
});
