/** `creance audit`: the JSON contract of docs/guide/audit.md, reports that can be made again, and how the command ends. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodingLayers, findingKinds } from "@creance/audit";
import { nodePlatform } from "@creance/node";
import { sampleAudits, sampleOperation } from "@creance/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { creance } from "./run-creance.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures/sample-operation/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "creance-audit-"));
const at = (name: string): string => join(folder, name);
const [leaky, honest, local] = sampleAudits as readonly [(typeof sampleAudits)[0], (typeof sampleAudits)[0], (typeof sampleAudits)[0]];
const recordOf = (audit: (typeof sampleAudits)[0]): string => at(basename(audit.flight));

beforeAll(() => {
  const { files } = sampleOperation(nodePlatform);
  for (const audit of sampleAudits) {
    writeFileSync(recordOf(audit), files.find(({ path }) => path === audit.flight)?.bytes ?? new Uint8Array(0));
    copyFileSync(join(fixtures, audit.capture), at(audit.capture));
    const name = audit.capture.replace(".pcapng", "");
    writeFileSync(at(`${name}.identifiers.json`), JSON.stringify(audit.identifiers));
    writeFileSync(at(`${name}.consent.json`), JSON.stringify(audit.consents));
    writeFileSync(at(`${name}.statement.json`), JSON.stringify(audit.statement));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const argsOf = (audit: (typeof sampleAudits)[0]): string[] => {
  const name = audit.capture.replace(".pcapng", "");
  return [
    "audit",
    at(audit.capture),
    "--flight",
    recordOf(audit),
    "--identifiers",
    at(`${name}.identifiers.json`),
    "--consent",
    at(`${name}.consent.json`),
    "--statement",
    at(`${name}.statement.json`),
  ];
};
type Row = Record<string, unknown> & { readonly kind: string; readonly direction: string; readonly consent: number | null };
const rowsOf = (stdout: string): Row[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);

/** Members of a line, in order: what was sent, the conversation's columns, the evidence. */
const before = ["kind", "needle", "encoding", "match", "class", "precisionM", "direction", "weak", "flowId", "capture", "timeUs"];
const after = ["roundTrip", "http", "packets", "byteRange", "consent"];
const rest = [
  "findingId",
  "needleSource",
  "carriedIn",
  "topic",
  "field",
  "flight",
  "phase",
  "delayS",
  "points",
  "decimals",
  "sentUs",
  "morePackets",
  "weakBecause",
  "sentence",
];

describe("creance audit --json", () => {
  test("prints one line a finding with the members of the page, and no secret", async () => {
    const { status, stdout } = await creance([...argsOf(leaky), "--json"]);
    const rows = rowsOf(stdout);
    expect(status).toBe(0);
    expect(rows.length).toBeGreaterThan(10);
    const page = readFileSync(new URL("../../../docs/guide/audit.md", import.meta.url), "utf8");
    for (const member of [...before, ...after, ...rest].filter((name) => !["capture", "timeUs"].includes(name))) {
      expect(page).toContain(`\`${member}\``);
    }
    for (const row of rows) {
      const members = Object.keys(row);
      expect(members.slice(0, before.length)).toEqual(before);
      expect(members.slice(members.indexOf("roundTrip"), members.indexOf("roundTrip") + after.length)).toEqual(after);
      expect(members.slice(members.indexOf("consent") + 1).sort()).toEqual([...rest].sort());
      expect(findingKinds).toContain(row.kind);
      for (const layer of row["encoding"] as string[]) expect(Object.keys(encodingLayers)).toContain(layer);
      expect(row["capture"]).toBe(
        createHash("sha256")
          .update(readFileSync(at(leaky.capture)))
          .digest("hex"),
      );
      expect((row["packets"] as number[]).every((packet) => packet >= 1)).toBe(true);
      expect(row["weak"]).toBe(false);
    }
    for (const secret of Object.values(leaky.identifiers)) expect(stdout).not.toContain(secret);
    const kinds = new Set(rows.filter(({ direction }) => direction === "out").map(({ kind }) => kind));
    for (const kind of ["aircraftSerial", "imei", "email", "track", "picture", "placeQuery"]) expect([...kinds]).toContain(kind);
    expect(rows.every(({ consent }) => consent === null)).toBe(true);
  });

  test("tells an honest sync: what went out was consented", async () => {
    const rows = rowsOf((await creance([...argsOf(honest), "--json"])).stdout).filter(({ direction }) => direction === "out");
    expect(rows.map(({ kind }) => kind)).toContain("flightRecord");
    expect(rows.filter(({ consent }) => consent === null)).toEqual([]);
  });

  test("finds nothing in Local Data Mode, and does not call that safe", async () => {
    const { status, stdout } = await creance([...argsOf(local), "--json"]);
    expect([status, stdout]).toEqual([0, ""]);
    const summary = JSON.parse((await creance([...argsOf(local), "--summary", "--json"])).stdout) as {
      readonly claims: readonly { readonly id: string; readonly verdict: string }[];
      readonly decoyHits: number;
      readonly coverage: { readonly blindSpots: readonly string[]; readonly captures: readonly unknown[] };
    };
    expect(summary.decoyHits).toBe(0);
    expect(summary.coverage.blindSpots.length).toBeGreaterThan(10);
    expect(summary.coverage.captures.length).toBe(1);
    for (const { verdict } of summary.claims) expect(["SUPPORTED", "CONTRADICTED", "NOT OBSERVED", "NOT TESTABLE"]).toContain(verdict);
    expect(JSON.stringify(summary)).not.toMatch(/\bsafe\b/i);
  });
});

describe("reports", () => {
  test("come out the same, byte for byte, from the same files in another folder", async () => {
    const names = ["one.json", "one.html", "one.pdf"];
    const made = await creance([...argsOf(leaky), ...names.flatMap((name) => ["--report", at(name)]), "--summary"]);
    expect(made.status).toBe(0);
    const elsewhere = at("elsewhere");
    mkdirSync(elsewhere);
    const name = leaky.capture.replace(".pcapng", "");
    copyFileSync(at(leaky.capture), join(elsewhere, "renamed.bin"));
    copyFileSync(recordOf(leaky), join(elsewhere, "record"));
    for (const kind of ["identifiers", "consent", "statement"]) copyFileSync(at(`${name}.${kind}.json`), join(elsewhere, `${kind}.txt`));
    const again = await creance([
      "audit",
      "--again",
      at("one.json"),
      elsewhere,
      ...["two.json", "two.html", "two.pdf"].flatMap((two) => ["--report", at(two)]),
      "--summary",
    ]);
    expect([again.status, again.stderr]).toEqual([0, expect.stringContaining("The same bytes came out")]);
    for (const kind of ["json", "html", "pdf"]) expect(readFileSync(at(`two.${kind}`)).equals(readFileSync(at(`one.${kind}`)))).toBe(true);
    const html = readFileSync(at("one.html"), "utf8");
    expect(html).not.toContain("<script");
    for (const secret of Object.values(leaky.identifiers)) expect(html).not.toContain(secret);
  });

  test("of a sealed record come out the same with the vault that keeps its keys; without it, that is said", async () => {
    const [vault, name] = [at("vault"), local.capture.replace(".pcapng", "")];
    const { keychains } = sampleOperation(nodePlatform);
    writeFileSync(at("reply.json"), keychains.find(({ path }) => path === local.flight)?.reply ?? "");
    expect((await creance(["import", recordOf(local), "--vault", vault])).status).toBe(0);
    expect((await creance(["keys", "add", at("reply.json"), "--vault", vault])).status).toBe(0);
    const { stdout } = await creance(["flights", "--json", "--vault", vault]);
    const { id } = JSON.parse(stdout.split("\n")[0] ?? "") as { id: string };
    const options = ["--flight", id, "--statement", at(`${name}.statement.json`), "--vault", vault];
    const made = await creance(["audit", at(local.capture), ...options, "--report", at("sealed.json"), "--summary"]);
    expect([made.status, made.stderr]).toEqual([0, expect.anything()]);
    const again = await creance(["audit", "--again", at("sealed.json"), folder, "--vault", vault]);
    expect([again.status, again.stderr]).toEqual([0, expect.stringContaining("The same bytes came out")]);
    const elsewhere = await creance(["audit", "--again", at("sealed.json"), folder, "--vault", at("no-vault")]);
    expect([elsewhere.status, elsewhere.stderr]).toEqual([1, expect.stringContaining("name the vault that keeps the keys")]);
  });

  test("say so when something else comes out, or a file is missing", async () => {
    const report = JSON.parse(readFileSync(at("one.json"), "utf8")) as { answer: string[] };
    writeFileSync(at("changed.json"), `${JSON.stringify({ ...report, answer: ["Nothing left."] }, null, 1)}\n`);
    const changed = await creance(["audit", "--again", at("changed.json"), folder, "--summary"]);
    expect([changed.status, changed.stderr]).toEqual([1, expect.stringContaining("Something else came out")]);
    const missing = await creance(["audit", "--again", at("one.json"), at(honest.capture)]);
    expect([missing.status, missing.stdout]).toEqual([2, ""]);
    expect(missing.stderr).toContain(leaky.capture);
  });
});

describe("what cannot be used", () => {
  const endsWith = async (args: readonly string[], sentence: string | RegExp): Promise<void> => {
    const { status, stdout, stderr } = await creance(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(sentence);
    for (const secret of Object.values(leaky.identifiers)) expect(stderr).not.toContain(secret);
  };

  test("an unknown kind of identifier, a consent without a zone, a flight that is none", async () => {
    writeFileSync(at("bad.json"), '{"serial": "X1"}');
    await endsWith(["audit", at(local.capture), "--identifiers", at("bad.json")], /bad\.json: .*serial/);
    writeFileSync(at("zone.json"), '[{"from":"2026-09-12T10:00:00","until":"2026-09-12T11:00:00Z","kinds":[],"hosts":[],"purpose":"x"}]');
    await endsWith(["audit", at(local.capture), "--consent", at("zone.json")], /zone\.json: .*from/);
    await endsWith(["audit", at(local.capture), "--flight", at(leaky.capture)], /no flight that can be read/);
    await endsWith(["audit", at(local.capture), "--flight", at("nothing.txt")], /no flight/);
    await endsWith(["audit", at(local.capture), "--report", at("x.docx")], /\.html, \.pdf or \.json/);
    await endsWith(["audit", "-"], /standard input/);
  });

  test("keys of other sessions open nothing, and that is said", async () => {
    writeFileSync(at("other.keys"), `CLIENT_RANDOM ${"ab".repeat(32)} ${"cd".repeat(48)}\n`);
    const { status, stderr } = await creance(["audit", at(local.capture), "--keys", at("other.keys"), "--summary"]);
    expect([status, stderr]).toEqual([0, expect.stringContaining("none fits a conversation")]);
  });
});
