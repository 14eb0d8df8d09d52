/** A part of the quality run: the page in docs says what a run says now; chance gives nothing; the sample's captures are told apart. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sampleAudits } from "../../packages/sample/src/index.ts";
import { auditSample } from "../lab/quality/audit-sample.ts";
import { searchNoise } from "../lab/quality/noise.ts";
import { qualityRow } from "../lab/quality/quality-document.ts";
import { qualityCases, runQuality } from "../lab/quality/run-quality.ts";
import { transports } from "../lab/quality/transports.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/detection-quality.md", import.meta.url)), "utf8");

describe("detection quality", () => {
  test("at least 300 cases, each called differently, and the page has all of them", () => {
    const names = qualityCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(300);
    expect(names.filter((name) => !page.includes(`| ${name} `))).toEqual([]);
  });

  test("in the clear and over TLS, with heads and without: found, missed and made up as the page says", async () => {
    const ways = transports.filter(({ name }) => ["HTTP/1", "TLS 1.3", "TCP", "UDP", "DNS"].includes(name));
    const { outcomes, decoyHits, stray } = await runQuality(qualityCases, ways);
    expect(outcomes.length).toBeGreaterThan(1_000);
    const all = transports.map(({ name }) => name);
    const cells = (row: string): string[] =>
      row
        .split(" | ")
        .slice(1)
        .map((cell) => cell.replace(/ \|$/, ""));
    const differing = qualityCases.flatMap(({ name }) => {
      const now = cells(qualityRow(name, all, outcomes));
      const then = cells(page.split("\n").find((line) => line.startsWith(`| ${name} `)) ?? "");
      return ways.filter((way) => now[all.indexOf(way.name)] !== then[all.indexOf(way.name)]).map((way) => `${name}, ${way.name}`);
    });
    expect(differing).toEqual([]);
    expect(decoyHits).toEqual([]);
    expect(stray).toEqual([]);
  });

  test.each(["random", "compressed"] as const)("8 MiB of %s bytes give nothing", (kind) => {
    expect(searchNoise(kind, 2 ** 23)).toMatchObject({ pairHits: 0, otherHits: 0, decoyHits: 0 });
  });
});

describe("the captures of the sample operation, audited", () => {
  test("the leaky app: who got what in which form, none of it agreed to", async () => {
    const { findings, coverage } = await auditSample(sampleAudits[0]);
    const out = findings.filter(({ direction }) => direction === "out");
    expect(out.every(({ consent }) => consent === null)).toBe(true);
    const kinds = new Set(out.map(({ kind }) => kind));
    const wanted = ["aircraftSerial", "controllerSerial", "batterySerial", "cameraSerial", "imei", "imsi", "iccid", "androidId"] as const;
    for (const kind of [...wanted, "advertisingId", "bluetooth", "ssid", "bssid", "email", "phone", "account"] as const)
      expect(kinds).toContain(kind);
    for (const kind of ["position", "track", "picture"] as const) expect(kinds).toContain(kind);
    const sentTo = (host: string) => out.filter(({ flow }) => flow.serverName === host);
    expect(sentTo("broker.skytrace.example").filter(({ kind, class: near }) => kind === "position" && near === "exact")).toHaveLength(133);
    expect(sentTo("caster.rtkfield.example").some(({ kind, encoding }) => kind === "track" && encoding.includes("nmea"))).toBe(true);
    expect(
      sentTo("stats.hawkline.example")
        .map(({ encoding }) => encoding.at(-1))
        .sort(),
    ).toEqual(["md5", "sha1", "sha256"]);
    // What is not the operation's, and what nobody can open.
    for (const host of ["fleet.otherbird.example", "config.fieldkit.example", "vault.hawkline.example"]) expect(sentTo(host)).toEqual([]);
    expect(coverage.search.decoys.every(({ hits }) => hits === 0)).toBe(true);
    const incoming = findings.filter(({ direction }) => direction === "in");
    expect(incoming.map(({ kind }) => kind)).toEqual(["aircraftSerial"]);
  });

  test("the honest sync: everything that went out was agreed to, to one host, after landing", async () => {
    const { findings } = await auditSample(sampleAudits[1]);
    expect(findings.map(({ kind }) => kind)).toContain("flightRecord");
    expect(findings.every(({ consent, phase }) => consent === 0 && phase === "afterLanding")).toBe(true);
    expect(new Set(findings.map(({ flow }) => flow.serverName))).toEqual(new Set(["sync.orchardmaps.example"]));
  });

  test("Local Data Mode: nothing went out", async () => {
    const { findings } = await auditSample(sampleAudits[2]);
    expect(findings).toEqual([]);
  });
});
