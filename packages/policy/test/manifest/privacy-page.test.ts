/** W: the public page says what the manifest says, fetches nothing, and nothing from the manifest becomes a part of its markup. */
import { describe, expect, it } from "vitest";
import { dataClassTable, privacyPage, readManifest } from "../../src/index.ts";
import { wholeManifest } from "./whole-manifest.ts";

const manifest = readManifest(wholeManifest);
const facts = { sha256: "ab".repeat(32), vkey: "creance/1+01020304+AAAA" };
const page = privacyPage(manifest, facts);

describe("the page", () => {
  it("answers what is collected, where it goes, why, how long, and what people can ask for", () => {
    for (const words of [
      "Water works, spring survey",
      "Version 3, from 2026-11-01 on",
      "privacy@water.example",
      "We fly over our own pipes and dams.",
      "Finding leaks",
      "30 days",
      "the customer who ordered the survey",
      "EU",
      "PT, IE (aws eu-west-1)",
      "365 days",
      "Taken out before",
      "activation.example.com",
      "Ask that it be deleted.",
      "Readable there",
      facts.sha256,
      facts.vkey,
    ]) {
      expect(page).toContain(words);
    }
    for (const { id } of manifest.flows) expect(page).toContain(`id="${id}"`);
  });
  it("says what stays", () => {
    const [, staying = ""] = /What stays with us<\/h2>\n<p>([^<]*)</.exec(page) ?? [];
    expect(staying).toContain("Pilots&apos; positions");
    expect(staying).toContain(dataClassTable.faces.title.toLowerCase());
    expect(staying).not.toMatch(new RegExp(dataClassTable.imagery.title, "i"));
  });
  it("fetches nothing and runs nothing", () => {
    expect(page).toContain("default-src 'none'");
    for (const word of [/<script/i, /<img/i, /<link/i, /<iframe/i, /\bsrc=/i, /\bhref=/i, /url\(/i, /@import/i, /\bon\w+=/i])
      expect(page).not.toMatch(word);
  });
  it("of a draft says so, and names no key", () => {
    const draft = privacyPage(manifest, { ...facts, vkey: null });
    expect(draft).toContain("draft, not in force");
    expect(draft).not.toContain("privacy.manifest.note");
    expect(page).not.toContain("draft");
  });
  it("of a manifest without anything says that nothing leaves", () => {
    const empty = privacyPage({ ...manifest, collects: [], flows: [], rights: [], about: null }, facts);
    expect(empty).toContain("Nowhere: nothing leaves.");
    expect(empty).toContain("Nothing is named.");
  });
});

it("words of the manifest are words of the page, whatever they are", () => {
  const evil = `</style></td><script>alert(1)</script><img src=x onerror=alert(1)>"'&`;
  const wicked = privacyPage(
    {
      ...manifest,
      title: evil,
      revision: evil,
      about: evil,
      controller: { name: evil, contact: evil, country: evil },
      rights: [evil],
      collects: manifest.collects.map((each) => ({ ...each, why: evil })),
      flows: manifest.flows.map((flow) => ({ ...flow, id: evil, who: evil, why: evil, regions: [evil], hosts: [evil] })),
    },
    { sha256: evil, vkey: evil },
  );
  expect(wicked).not.toContain("<script");
  expect(wicked).not.toContain("<img");
  expect(wicked.match(/<\/style>/g)).toHaveLength(1);
  expect(
    wicked.match(
      /<(?!\/?(?:!doctype|html|head|meta|title|style|body|main|header|p|h1|h2|h3|section|table|thead|tbody|tr|th|td|ul|li|code|footer)\b)/gi,
    ),
  ).toBeNull();
  for (const [, attributes = ""] of wicked.matchAll(/<[a-z][a-z0-9]*(\s[^>]*)?>/g)) expect(attributes).toMatch(/^(\s[a-z-]+="[^"<>]*")*$/);
});
