import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countryPlaces } from "../src/country-places.table.ts";
import {
  bytesOutOf,
  type CountryGroup,
  countryLimits,
  countryMap,
  countryMapWords,
  countryMarks,
  countryName,
  countryOpinions,
  countrySummary,
  countryWords,
  mapColours,
  worldProjection,
} from "../src/index.ts";

const databases = [
  { database: "registries", date: "2026-06-17" },
  { database: "iptoasn", date: "2026-06-17" },
  { database: "dbip", date: "2026-06-01" },
];
const group = (key: string | null, bytesOut = 1000, conversations = 1): CountryGroup => ({
  key,
  conversations,
  bytesOut,
  bytesIn: 2 * bytesOut,
  servers: 1,
});
const options = { widthPx: 900, title: "Countries named" };

/** Every element is closed and nothing is nested wrongly. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replace(/<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g, (_, closing: string, name: string, __, empty: string) => {
    if (closing === "/") expect(open.pop()).toBe(name);
    else if (empty === "") open.push(name);
    return "";
  });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
}

describe("opinions by country", () => {
  test("two or more databases that name one country agree; a database without an opinion does not differ", () => {
    const { countries, disputes, nowhere } = countryOpinions([group("US US US", 500, 3), group("-- US US", 20)], databases);
    expect(countries).toHaveLength(1);
    expect(countries[0]).toMatchObject({
      country: "US",
      name: "United States",
      agreed: { conversations: 4, bytesOut: 520, bytesIn: 1040 },
    });
    expect(countries[0]?.disputed.conversations).toBe(0);
    expect([disputes, nowhere.conversations]).toEqual([[], 0]);
  });

  test("where databases differ, every country named has the bytes, with who names it and what others name", () => {
    const { countries, disputes } = countryOpinions([group("CN CN HK", 70), group("US CN HK", 5), group("CN CN CN", 1)], databases);
    const [china, hongKong, america] = ["CN", "HK", "US"].map((code) => countries.find(({ country }) => country === code));
    expect(china).toMatchObject({
      agreed: { bytesOut: 1 },
      disputed: { bytesOut: 75, conversations: 2 },
      namedBy: ["registries", "iptoasn"],
      others: ["HK", "US"],
    });
    expect(hongKong).toMatchObject({ agreed: { conversations: 0 }, disputed: { bytesOut: 75 }, namedBy: ["dbip"], others: ["CN", "US"] });
    expect(america).toMatchObject({ disputed: { bytesOut: 5 }, namedBy: ["registries"], others: ["CN", "HK"] });
    expect(disputes).toEqual([
      { countries: ["CN", "HK"], bytesOut: 70 },
      { countries: ["US", "CN", "HK"], bytesOut: 5 },
    ]);
  });

  test("one opinion alone is not agreement", () => {
    const [named] = countryOpinions([group("-- -- BR")], databases).countries;
    expect(named).toMatchObject({ agreed: { conversations: 0 }, disputed: { conversations: 1 }, namedBy: ["dbip"], others: [] });
  });

  test("no opinion is no country: private addresses and addresses that no database knows", () => {
    const { countries, nowhere } = countryOpinions([group("-- -- --", 7), group(null, 8), group("", 9)], databases);
    expect(countries).toEqual([]);
    expect(nowhere).toMatchObject({ conversations: 3, bytesOut: 24 });
  });

  test("codes that are no place are named without a mark; unknown and hostile codes too", () => {
    const { countries } = countryOpinions([group("EU EU EU"), group("constructor __proto__ <b>")], databases);
    expect(countries.map(({ country, place }) => [country, place])).toEqual(
      ["<b>", "EU", "__proto__", "constructor"].map((country) => [country, null]),
    );
    expect(countryName("EU")).toBe("European Union (EU)");
    expect(countryName("<b>")).toBe("<b>");
  });

  test("more opinions than known databases still have a name", () => {
    expect(countryOpinions([group("US CN")], []).countries.map(({ namedBy }) => namedBy)).toEqual([["database 2"], ["database 1"]]);
  });

  test("nothing is lost and nothing counted twice among agreed bytes", () => {
    const opinion = fc.constantFrom("US", "CN", "HK", "EU", "--");
    const groups = fc.array(fc.tuple(fc.array(opinion, { maxLength: 4 }), fc.nat(1e6)).map(([key, bytes]) => group(key.join(" "), bytes)));
    fc.assert(
      fc.property(groups, (many) => {
        const { countries, nowhere } = countryOpinions(many, databases);
        const distinct = (key: string | null): string[] => [
          ...new Set((key ?? "").split(" ").filter((each) => each !== "" && each !== "--")),
        ];
        const expected = many.reduce((sum, each) => sum + each.bytesOut * Math.max(1, distinct(each.key).length), 0);
        expect(countries.reduce((sum, named) => sum + bytesOutOf(named), nowhere.bytesOut)).toBe(expected);
      }),
    );
  });
});

describe("the table of places", () => {
  test("holds every code once, inside the world; only three are no place", () => {
    const codes = Object.entries(countryPlaces);
    expect(codes.length).toBeGreaterThanOrEqual(250);
    expect(codes.filter(([, [, latDeg]]) => latDeg === null).map(([code]) => code)).toEqual(["AN", "AP", "EU"]);
    for (const [code, [name, latDeg, lonDeg]] of codes) {
      expect(code).toMatch(/^[A-Z]{2}$/);
      expect(name.length).toBeGreaterThan(2);
      expect(Math.abs(latDeg ?? 0)).toBeLessThanOrEqual(90);
      expect(Math.abs(lonDeg ?? 0)).toBeLessThanOrEqual(180);
      expect(latDeg === null).toBe(lonDeg === null);
    }
  });
});

describe("marks", () => {
  test("area grows with bytes out, the ring lies outside of the disc, small ones are still seen", () => {
    const opinions = countryOpinions(
      [group("US US US", 4e6), group("CN CN CN", 1e6), group("US US NL", 0), group("FJ FJ FJ", 1)],
      databases,
    );
    const marks = new Map(countryMarks(opinions, worldProjection(1000)).map((mark) => [mark.named.country, mark]));
    expect((marks.get("US")?.agreedPx ?? 0) / (marks.get("CN")?.agreedPx ?? 0)).toBeCloseTo(2, 5);
    expect(marks.get("US")?.disputedPx ?? 0).toBeGreaterThan(marks.get("US")?.agreedPx ?? 0);
    expect(marks.get("NL")).toMatchObject({ agreedPx: null, disputedPx: 5 });
    expect(marks.get("FJ")?.agreedPx).toBe(5);
  });

  test("every country stands inside the picture, on both sides of the antimeridian and near the poles", () => {
    const opinions = countryOpinions(
      Object.keys(countryPlaces).map((code) => group(`${code} ${code}`)),
      databases,
    );
    for (const widthPx of [10, 320, 1400]) {
      const projection = worldProjection(widthPx);
      const marks = countryMarks(opinions, projection);
      expect(marks).toHaveLength(Object.keys(countryPlaces).length - 3);
      for (const { xPx, yPx } of marks) {
        expect(xPx >= 0 && xPx <= widthPx && yPx >= 0 && yPx <= projection.heightPx).toBe(true);
      }
    }
    const at = new Map(countryMarks(opinions, worldProjection(1000)).map(({ named, xPx }) => [named.country, xPx]));
    // Fiji lies west of 180 degrees, Samoa east of it: neighbours in the picture too, since the world is cut in the Bering Strait.
    expect(Math.abs((at.get("WS") ?? 0) - (at.get("FJ") ?? 0))).toBeLessThan(40);
    expect(at.get("US") ?? 0).toBeLessThan(at.get("GB") ?? 0);
  });
});

describe("countryMap", () => {
  const disputed = countryOpinions([group("US US US", 5e6), group("US US NL", 2e6), group("CN CN HK", 1e5)], databases);

  test("discs where databases agree, dashed rings where they differ, a line between those named together, a legend that says so", () => {
    const svg = countryMap(disputed, options);
    assertWellFormed(svg);
    expect([...svg.matchAll(/data-country="(\w\w)"/g)].map((found) => found[1]).sort()).toEqual(["CN", "HK", "NL", "US"]);
    expect(svg.match(/stroke-dasharray="4 2.6"/g)).toHaveLength(4 + 1);
    expect(svg.match(/stroke-dasharray="1.5 4"[^>]* d="(M[^"M]+){2}"/g)).toHaveLength(1);
    expect(svg).toContain(">US 7.0 MB, part disputed<");
    expect(svg).toContain("databases differ, or only one has an opinion");
    expect(svg).toContain(">1.0 MB out<");
    expect(svg).toContain(">194 kB or less<");
  });

  test("nothing named: the world with its legend, and words that say so", () => {
    const svg = countryMap(countryOpinions([group("-- -- --", 1, 3)], databases), options);
    assertWellFormed(svg);
    expect(svg).not.toContain("data-country");
    expect(svg).toContain("No database names a country for any of the 3 conversations.");
  });

  test("60 countries at any width: well formed, of bounded size", () => {
    const codes = Object.keys(countryPlaces).slice(0, 63);
    const opinions = countryOpinions(
      codes.map((code, at) =>
        group(at % 3 === 0 ? `${code} ${code} ${codes[(at * 7) % codes.length]}` : `${code} ${code} ${code}`, 1e7 / (at + 1)),
      ),
      databases,
    );
    for (const widthPx of [1, 320, 1100, 2400]) {
      const svg = countryMap(opinions, { ...options, widthPx });
      assertWellFormed(svg);
      expect(svg.length).toBeLessThan(350_000);
    }
    expect(countryMapWords(opinions)).toMatch(/; \d+ more\.$/);
  });

  test("hostile names stay text", () => {
    const evil = `"><script>alert(1)</script>`;
    const svg = countryMap(countryOpinions([group(`${evil} US`)], [{ database: evil, date: evil }]), {
      widthPx: 500,
      title: evil,
      idPrefix: evil,
    });
    assertWellFormed(svg);
    expect(svg).not.toContain("<script");
  });

  test("asks nobody for anything, is the same every time, and knows both themes", () => {
    const svg = countryMap(disputed, options);
    expect(svg.match(/https?:[^"' ]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
    expect(svg).not.toMatch(/<(script|style|image|use|a|foreignObject)\b|href|url\(|style="/);
    expect(countryMap(disputed, options)).toBe(svg);
    expect(svg).toContain(mapColours.light.water);
    expect(countryMap(disputed, { ...options, theme: "dark" })).toContain(mapColours.dark.water);
  });
});

describe("words", () => {
  test("the summary counts each conversation once", () => {
    const all = countryOpinions(
      [group("US US US", 5e6, 12), group("US US NL", 2e6), group("CN CN HK", 1e6, 3), group(null, 10, 2)],
      databases,
    );
    expect(countrySummary(all)).toBe(
      "Databases agree on a country for 12 conversations (5.0 MB out); 4 conversations (3.0 MB out) are disputed. For 2 conversations (10 B out) none has an opinion.",
    );
    expect(countrySummary(countryOpinions([group("US US")], databases))).toBe(
      "Databases agree on a country for 1 conversation (1.0 kB out); none is disputed.",
    );
    expect(countrySummary(countryOpinions([group(null)], databases))).toBe("For 1 conversation (1.0 kB out) no database has an opinion.");
    expect(countrySummary(countryOpinions([], databases))).toBe("No conversation to place.");
  });

  test("say what is agreed and what is not, and by whom; never where something is", () => {
    const { countries } = countryOpinions([group("US US US", 5e6, 12), group("US US NL", 2e6), group("-- -- BR", 10)], databases);
    const words = countries.map(countryWords);
    expect(words).toEqual([
      "United States (US). Databases agree on 5.0 MB out, 10 MB in, 12 conversations with 1 server. Disputed: registries and iptoasn say US, others NL; 2.0 MB out, 4.0 MB in, 1 conversation with 1 server.",
      "Netherlands (NL). Disputed: dbip says NL, others US; 2.0 MB out, 4.0 MB in, 1 conversation with 1 server.",
      "Brazil (BR). Only dbip has an opinion; 10 B out, 20 B in, 1 conversation with 1 server.",
    ]);
    for (const text of words) expect(text).not.toMatch(/ is in | located | stands in /);
  });

  test("the limits name every database with its date", () => {
    expect(countryLimits(databases)).toBe(
      "Address databases are opinions about networks, dated (registries 2026-06-17, iptoasn 2026-06-17 and dbip 2026-06-01): they often disagree, and none measures where a machine stands.",
    );
    expect(countryLimits([])).toContain("opinions about networks: they");
  });
});
