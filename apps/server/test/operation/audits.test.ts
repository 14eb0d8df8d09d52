import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Audit,
  auditRequestSchema,
  auditRowSchema,
  auditSchema,
  auditSuggestionSchema,
  evidenceSchema,
  findingPageSchema,
  findingQuerySchema,
  findingSchema,
} from "@creance/api";
import { sampleAudits } from "@creance/sample";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAudits } from "../../src/operation/audits/open-audits.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { ReadJob } from "../../src/operation/read-job.ts";
import type { ReadPool } from "../../src/operation/read-pool.ts";
import type { Operation } from "../../src/operation/types.ts";

let folder: string;
let operation: Operation;
const captures = new Map<string, string>();
const flights = new Map<string, string[]>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "creance-audits-"));
  operation = await openOperation({ vaultPath: join(folder, "vault") });
  await operation.loadSample();
  for (const { sha256, fileName } of operation.vault.listCaptures(listing).rows) {
    const name = fileName?.split("/").at(-1) ?? "";
    captures.set(name, sha256);
    const { flights: suggested } = operation.audits.suggest([sha256]);
    flights.set(
      name,
      suggested.filter(({ overlaps }) => overlaps).map(({ id }) => id),
    );
  }
}, 300_000);
afterAll(async () => {
  await operation?.close();
  rmSync(folder, { recursive: true, force: true });
});

const listing = { search: "", sort: "firstTimeUs", direction: "asc", offset: 0, limit: 100 } as const;

function requestOf(name: string, texts: Record<string, string> = {}) {
  return auditRequestSchema.parse({ captures: [captures.get(name) ?? ""], flights: flights.get(name) ?? [], ...texts });
}

function sampleTexts(name: string): Record<string, string> {
  const given = operation.audits.suggest([captures.get(name) ?? ""]).sample?.texts ?? {};
  return Object.fromEntries(Object.entries(given).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])));
}

async function ended(id: string, audits = operation.audits): Promise<Audit> {
  for (let round = 0; round < 2400; round += 1) {
    const audit = audits.get(id);
    if (audit.state !== "running") return audit;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the audit did not end in two minutes");
}

test("each capture of the sample suggests its own flight and what its operator hands in", () => {
  for (const { capture, flight, identifiers } of sampleAudits) {
    const suggestion = operation.audits.suggest([captures.get(capture) ?? ""]);
    expect(auditSuggestionSchema.parse(suggestion)).toEqual(suggestion);
    const over = suggestion.flights.filter(({ overlaps }) => overlaps);
    expect(over, capture).toHaveLength(1);
    const files = operation.vault.flight(over[0]?.id ?? "")?.originals.map(({ fileName }) => fileName);
    expect(files).toContain(flight);
    if (Object.keys(identifiers).length > 0) expect(JSON.parse(suggestion.sample?.texts.identifiers ?? "null")).toEqual(identifiers);
  }
  expect(operation.audits.suggest(["0".repeat(64)])).toEqual({ flights: [], sample: null });
});

test("an audit runs, is found again by the same request, and every answer fits the contract", async () => {
  const request = requestOf("leaky-app.pcapng", sampleTexts("leaky-app.pcapng"));
  const started = operation.audits.start(request);
  expect(operation.audits.start({ ...request, captures: [...request.captures].reverse() }).id).toBe(started.id);
  const audit = await ended(started.id);
  expect([audit.state, audit.error]).toEqual(["done", null]);
  expect(auditSchema.parse(audit)).toEqual(audit);
  expect(operation.audits.start(request)).toBe(audit);
  const rows = operation.audits.list();
  expect(rows.map((row) => auditRowSchema.parse(row))).toEqual(rows);
  expect(audit.given).toEqual(["identifiers", "statement"]);
  expect(audit.answer?.inputs.map(({ role }) => role).sort()).toEqual(["capture", "flight", "identifiers", "statement"]);
  expect(audit.answer?.command.slice(0, 2)).toEqual(["creance", "audit"]);
  const page = operation.audits.findings(findingQuerySchema.parse({ id: audit.id, weak: true }));
  expect(findingPageSchema.parse(page)).toEqual(page);
  expect(page.total).toBeGreaterThan(0);
  for (const { findingId } of page.rows.slice(0, 5)) {
    const finding = operation.audits.finding(audit.id, findingId);
    expect(findingSchema.parse(finding)).toEqual(finding);
  }
});

test("pages of findings: filters hold, weak ones only when asked, sorting turns round", async () => {
  const { id } = await ended(operation.audits.start(requestOf("leaky-app.pcapng", sampleTexts("leaky-app.pcapng"))).id);
  const ask = (query: object) => operation.audits.findings(findingQuerySchema.parse({ id, limit: 1000, ...query }));
  const all = ask({ weak: true });
  const strong = ask({});
  expect(strong.rows.every(({ weak }) => !weak)).toBe(true);
  expect(all.total - all.weak).toBe(strong.total);
  for (const { kind } of strong.rows.slice(0, 10)) expect(ask({ kind }).rows.every((row) => row.kind === kind)).toBe(true);
  expect(ask({ direction: "in" }).rows.every(({ direction }) => direction === "in")).toBe(true);
  expect(ask({ consent: "with" }).rows.every(({ consent }) => consent !== null)).toBe(true);
  const times = ask({ sort: "sentUs" }).rows.map(({ sentUs }) => sentUs);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(ask({ sort: "sentUs", order: "desc" }).rows.map(({ sentUs }) => sentUs)).toEqual(times.toReversed());
  expect(ask({ offset: 2, limit: 2 }).rows).toEqual(strong.rows.slice(2, 4));
  expect(ask({ among: "no-such-claim" }).total).toBe(0);
});

test("evidence is read again from the kept original: the same place, and the bytes hold the mark", async () => {
  const { id } = await ended(operation.audits.start(requestOf("leaky-app.pcapng", sampleTexts("leaky-app.pcapng"))).id);
  const { rows } = operation.audits.findings(findingQuerySchema.parse({ id }));
  const serial = rows.find(({ kind, encoding }) => kind === "aircraftSerial" && encoding.at(-1) === "text");
  if (serial === undefined) throw new Error("no serial in plain text was found");
  const evidence = await operation.audits.evidence(id, serial.findingId);
  expect(evidenceSchema.parse(evidence)).toEqual(evidence);
  expect(evidence.sentence).toContain("the same packets");
  expect(evidence.same).toBe(true);
  expect(evidence.steps.length).toBeGreaterThan(0);
  for (const { hex, mark } of evidence.steps) {
    expect(hex.length / 2).toBeLessThanOrEqual(4096);
    if (mark !== null) expect(mark[1]).toBeLessThanOrEqual(hex.length / 2);
  }
  const last = evidence.steps.at(-1);
  const marked = Buffer.from(last?.hex ?? "", "hex")
    .subarray(...(last?.mark ?? [0, 0]))
    .toString("latin1");
  expect(marked.toUpperCase()).toBe(operation.vault.flight(serial.flight ?? "")?.aircraft.serial);
  // One of each kind and encoding: the same place again.
  const kinds = new Map(
    rows.filter(({ match }) => match === "found").map((finding) => [`${finding.kind} ${finding.encoding.join()}`, finding]),
  );
  const not: string[] = [];
  for (const [what, { findingId }] of [...kinds].slice(0, 5)) if (!(await operation.audits.evidence(id, findingId)).same) not.push(what);
  expect(not).toEqual([]);
});

test("what is asked wrongly is refused with its place, and nothing starts", () => {
  const before = operation.audits.list().length;
  const codeOf = (request: object): unknown => {
    try {
      operation.audits.start(auditRequestSchema.parse({ ...requestOf("leaky-app.pcapng"), ...request }));
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
    return "started";
  };
  expect(codeOf({ captures: ["0".repeat(64)] })).toBe("no-such-capture");
  expect(codeOf({ flights: ["0123456789abcdef"] })).toBe("no-such-flight");
  expect(codeOf({ identifiers: '{"shoeSize": "44"}' })).toBe("identifiers-invalid");
  expect(codeOf({ consent: "[{}]" })).toBe("consent-invalid");
  expect(codeOf({ statement: "[]" })).toBe("statement-invalid");
  expect(codeOf({ keys: "not a key log" })).toBe("keys-invalid");
  expect(operation.audits.list()).toHaveLength(before);
  expect(() => operation.audits.get("f".repeat(32))).toThrow(/not held here any more/);
});

test("a stopped audit has no result; asked again it starts anew; those that ended leave when there are too many", async () => {
  const jobs: ReadJob[] = [];
  const pool: ReadPool = {
    run: (job, options) => {
      jobs.push(job);
      return new Promise((_, reject) => options?.signal?.addEventListener("abort", () => reject(new Error("stopped"))));
    },
    closed: false,
    close: async () => {},
  };
  const audits = openAudits({ vault: operation.vault, pool, mostAudits: 2 });
  const first = audits.start(requestOf("leaky-app.pcapng"));
  expect(audits.stop(first.id).state).toBe("stopped");
  expect((await ended(first.id, audits)).answer).toBeNull();
  expect(() => audits.result(first.id)).toThrow(/was stopped/);
  expect(audits.start(requestOf("leaky-app.pcapng")).state).toBe("running");
  expect(jobs).toHaveLength(2);
  audits.stop(first.id);
  await ended(first.id, audits);
  audits.start(requestOf("honest-sync.pcapng"));
  audits.start(requestOf("local-data-mode.pcapng"));
  expect(() => audits.get(first.id)).toThrow(/not held here/);
  await audits.close();
  expect(audits.list().every(({ state }) => state === "stopped")).toBe(true);
});

test("a text that is given changes the id, and the id tells nothing of it to another server", () => {
  const silent: ReadPool = { run: () => new Promise(() => {}), closed: false, close: async () => {} };
  const [one, other] = [openAudits({ vault: operation.vault, pool: silent }), openAudits({ vault: operation.vault, pool: silent })];
  const plain = requestOf("leaky-app.pcapng");
  const secret = requestOf("leaky-app.pcapng", { identifiers: '{"imei": "356938035643809"}' });
  expect(one.start(plain).id).toBe(other.start(plain).id);
  expect(one.start(secret).id).not.toBe(one.start(plain).id);
  expect(one.start(secret).id).not.toBe(other.start(secret).id);
});
