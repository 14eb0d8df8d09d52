// Compares us with Zeek, nDPI and tshark on every sample capture and writes docs/captures-conformance.md.
//   node tools/conformance/run.mjs [--live] [--only TEXT] [--print] [--names]
// --live asks an installed tshark about every capture; --only takes captures whose path holds TEXT; --print writes the differences to
// standard output and no document; --names adds the names themselves to what is printed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";
import { compareAccounts, compareConn, compareExtraNames, compareNameSets, compareNdpi, compareZeekNames } from "./compare.mjs";
import { conformanceDocument } from "./document.mjs";
import { findCaptures } from "./find-captures.mjs";
import { plainName, tsharkFacts, versionOf } from "./live-tools.mjs";
import { ndpiFlows } from "./ndpi-out.mjs";
import { reasons } from "./reasons.table.mjs";
import { zeekBaselines, zeekRows } from "./zeek-logs.mjs";

register();
const { readOurs } = await import("./read-ours.mjs");

const samples = process.env.CREANCE_SAMPLES;
if (samples === undefined) {
  process.stderr.write("CREANCE_SAMPLES does not name the folder of the samples; nothing was compared.\n");
  process.exit(2);
}
const root = join(samples, "captures");
const words = process.argv.slice(2);
const only = words.includes("--only") ? words[words.indexOf("--only") + 1] : "";
const live = words.includes("--live") ? versionOf("tshark") : null;

const results = findCaptures(root)
  .filter((path) => path.includes(only))
  .map((path) => compareOne(path));
const differences = results.flatMap((result) => result.differences).map((difference) => ({ ...difference, reason: reasonFor(difference) }));

if (words.includes("--print")) {
  for (const { oracle, aspect, capture, detail, reason, theirs, ours } of differences) {
    const names = words.includes("--names") ? `\t${theirs ?? ""}\t${ours ?? ""}` : "";
    process.stdout.write(`${reason === null ? "?" : "="}\t${oracle}\t${aspect}\t${capture}\t${detail}${names}\n`);
  }
  for (const { path, crash } of results) if (crash !== null) process.stdout.write(`CRASH\t${path}\t${crash}\n`);
} else {
  const path = fileURLToPath(new URL("../../docs/captures-conformance.md", import.meta.url));
  writeFileSync(path, conformanceDocument({ results, differences, live }));
  process.stdout.write(`${path}\n`);
}
const unexplained = differences.filter(({ reason }) => reason === null).length;
process.stderr.write(`${results.length} captures, ${differences.length} differences, ${unexplained} without a reason\n`);
process.exitCode = results.some(({ crash }) => crash !== null) ? 1 : 0;

function compareOne(path) {
  const mine = readOurs(join(root, path));
  const result = {
    path,
    ...mine,
    rowCount: mine.rows.length,
    named: mine.rows.filter(({ serverName }) => serverName !== null).length,
    zeek: 0,
    zeekNames: 0,
    ndpi: null,
    tables: 0,
    tshark: null,
    extraNames: 0,
    accounts: 0,
    differences: [],
  };
  const take = ({ differences: found, ...rest }) => {
    result.differences.push(...found);
    return rest;
  };
  result.accounts = take(compareAccounts(path, mine)).compared;
  const known = new Set();
  if (path.startsWith("zeek/Traces/")) {
    const trace = path.slice("zeek/Traces/".length);
    for (const { baseline } of zeekBaselines(join(root, "zeek")).filter(({ capture }) => capture === trace)) {
      const folder = join(root, "zeek/Baseline", baseline);
      result.zeek += take(compareConn(path, zeekRows(folder, "conn"), mine.rows)).compared;
      for (const log of ["ssl", "quic"]) result.zeekNames += take(compareZeekNames(path, zeekRows(folder, log), mine.rows)).compared;
    }
  }
  if (path.startsWith("ndpi/pcap/")) {
    const out = join(root, "ndpi/result", `${basename(path)}.out`);
    if (existsSync(out)) {
      const flows = ndpiFlows(readFileSync(out, "utf8"));
      for (const { name } of flows) if (name !== null) known.add(plainName(name));
      result.ndpi = take(compareNdpi(path, flows, mine.rows)).counts;
    }
  }
  const table = join(root, "oracle-tshark-4.0.17", `${path.replaceAll("/", "_")}.sni.tsv`);
  if (existsSync(table)) {
    const names = new Set(
      readFileSync(table, "utf8")
        .split("\n")
        .flatMap((line) => (line.split("\t")[9] ?? "").split(","))
        .filter((name) => name !== "")
        .map(plainName),
    );
    result.tables += take(compareNameSets(path, "tshark table", names, mine.rows)).compared;
  }
  if (live !== null) {
    const facts = tsharkFacts(join(root, path));
    if (facts !== null) {
      result.tshark = {
        frames: facts.frames,
        wireBytes: facts.wireBytes,
        ...take(compareNameSets(path, "tshark", facts.names, mine.rows)),
      };
      for (const name of facts.names) known.add(name);
      result.extraNames = take(compareExtraNames(path, known, mine.rows)).compared;
      const container = mine.report?.container;
      if (container?.packets !== facts.frames) {
        result.differences.push({
          oracle: "tshark",
          aspect: "frames",
          capture: path,
          detail: `tshark ${facts.frames}, ours ${container?.packets ?? "none"}`,
        });
      }
      if (container?.wireBytes !== facts.wireBytes) {
        result.differences.push({
          oracle: "tshark",
          aspect: "wire bytes",
          capture: path,
          detail: `tshark ${facts.wireBytes}, ours ${container?.wireBytes ?? "none"}`,
        });
      }
    }
  }
  result.rows = [];
  return result;
}

function reasonFor({ oracle, aspect, capture, detail }) {
  const fits = (pattern, text) => pattern === undefined || pattern.test(text);
  const found = reasons.find(
    (one) => fits(one.oracle, oracle) && fits(one.aspect, aspect) && fits(one.capture, capture) && fits(one.detail, detail),
  );
  return found?.reason ?? null;
}
