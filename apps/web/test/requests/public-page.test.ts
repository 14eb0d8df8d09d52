import type { PublicPageSettings } from "@creance/api";
import { pageToHtml, transparencyPage } from "@creance/report";
import { expect, test } from "vitest";
import { fetchArchive } from "../../src/share/publish/fetch-archive.ts";
import { keepSettings, keptSettings, settingsFault } from "../../src/share/publish/kept-settings.ts";
import { parsePublishSearch } from "../../src/share/publish/publish-search.ts";
import { splitPage } from "../../src/share/publish/split-page.ts";
import { standingSentence } from "../../src/share/publish/standing-words.ts";

const template: PublicPageSettings = {
  version: 1,
  title: "Our drone flights",
  organisation: "Name",
  description: "",
  policyUrl: null,
  delayHours: 72,
  gridM: 500,
  homeCircleM: 500,
  paths: true,
};

function keeper(text: string | null = null) {
  const kept = { text };
  return { kept, getItem: () => kept.text, setItem: (_: string, value: string) => (kept.text = value) };
}

test("settings come back as they were kept; what is not right falls back to the careful ones", () => {
  const own = { ...template, organisation: "Sample operator", policyUrl: "https://example.org/p", delayHours: 0, gridM: 100, paths: false };
  const browser = keeper();
  keepSettings(browser, own);
  expect(keptSettings(browser, template)).toEqual(own);
  for (const odd of [null, "", "{", "[]", '"x"', "{}"]) expect(keptSettings(keeper(odd), template)).toEqual(template);
  const wrong = { ...own, gridM: 1, homeCircleM: "500", delayHours: -1, title: "x".repeat(201), paths: "yes" };
  expect(keptSettings(keeper(JSON.stringify(wrong)), template)).toEqual({
    ...own,
    gridM: 500,
    homeCircleM: 500,
    delayHours: 72,
    title: template.title,
    paths: true,
  });
  expect(keptSettings(null, template)).toEqual(template);
});

test("a page without a title or with another kind of address is not asked for", () => {
  expect(settingsFault(template)).toBeNull();
  expect(settingsFault({ ...template, title: " " })).toMatch(/title/);
  for (const policyUrl of ["http://example.org", "javascript:alert(1)", "https://a b"]) {
    expect(settingsFault({ ...template, policyUrl })).toMatch(/https/);
  }
  expect(settingsFault({ ...template, policyUrl: "https://example.org/policy" })).toBeNull();
});

test("style sheets and styles of elements are taken out, and nothing else", () => {
  const page = '<head><style>\nb { color: red }</style></head><col style="width:20%"><p>a style="x" &lt;style&gt;</p>';
  const { markup, style } = splitPage(page.replace('a style="x"', "a style=&quot;x&quot;"));
  expect(markup).toBe('<head></head><col data-style="width:20%"><p>a style=&quot;x&quot; &lt;style&gt;</p>');
  expect(style).toBe("\nb { color: red }");
});

test("hostile words of a page stay words", () => {
  const description = 'x</style><script>alert(1)</script><style>* { color: red }</style><b style="color: red">';
  const totals = { flights: 1, shown: 0, inReview: 1, waiting: 0, withdrawn: 0 };
  const { title, organisation, policyUrl, delayHours, gridM, homeCircleM } = template;
  const input = { title, organisation, description, policyUrl, delayHours, gridM, homeCircleM, totals, madeOn: "2026-03-01" };
  const html = pageToHtml(transparencyPage({ ...input, requests: [], flights: [] }, {}));
  const { markup, style } = splitPage(html);
  expect(markup).not.toMatch(/<(script|style|b )/);
  expect(markup).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(markup).not.toContain(' style="');
  expect(style).not.toContain("color: red");
  // Nothing but its styles was moved.
  expect(markup.replaceAll(" data-style=", " style=").length + style.length + "<style></style>".length).toBe(html.length);
});

test("the sentence counts; an address means a view", () => {
  expect(standingSentence({ review: 0, shown: 0, waiting: 0, withdrawn: 0 })).toMatch(/No flight is kept/);
  expect(standingSentence({ review: 3, shown: 1, waiting: 0, withdrawn: 2 })).toBe(
    "The public would see 1 of 6 flights: 3 in review, 2 withdrawn.",
  );
  expect(parsePublishSearch({ standing: "waiting", flight: "0123456789abcdef" })).toEqual({
    standing: "waiting",
    flight: "0123456789abcdef",
  });
  expect(parsePublishSearch({ standing: "gone", flight: "x" })).toEqual({});
});

test("the archive comes, or the server's sentence does", async () => {
  const asked = { settings: template, pageSha256: "0".repeat(64), by: "M. Sample" };
  const good = (async () => new Response("zip")) as unknown as typeof fetch;
  expect(await (await fetchArchive(asked, { fetch: good })).text()).toBe("zip");
  const stale = (async () => Response.json({ sentence: "Look at it again." }, { status: 409 })) as unknown as typeof fetch;
  await expect(fetchArchive(asked, { fetch: stale })).rejects.toThrow("Look at it again.");
});
