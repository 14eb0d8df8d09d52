// Makes the operator lookup: `node tools/operators/build.mjs FOLDER` writes FOLDER/operators.bin and FOLDER/NOTICE.txt from pinned packages
// (docs/decisions/0011, docs/formats/operator-lookup.md). The writer and the MMDB reader are those of packages/capture.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { register } from "tsx/esm/api";
import { readAsnRanges } from "./asn-csv.mjs";
import { countrySources, operatorSource } from "./sources.table.mjs";

register();
// These files alone: what else is in the room does not go in.
const { createRangeBuilder } = await import("../../packages/capture/src/operator/range-builder.ts");
const { readMmdb } = await import("../../packages/capture/src/operator/read-mmdb.ts");
const { writeOperatorLookup } = await import("../../packages/capture/src/operator/write-operator-lookup.ts");
const require = createRequire(import.meta.url);

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write("usage: node tools/operators/build.mjs FOLDER\n");
  process.exit(2);
}
const startedMs = performance.now();
const databases = [operatorDatabase(operatorSource), ...countrySources.map(countryDatabase)];
const file = writeOperatorLookup(databases);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "operators.bin"), file);
writeFileSync(join(folder, "NOTICE.txt"), notice());
process.stderr.write(notice());
const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
process.stderr.write(`operator lookup: ${(file.byteLength / 1e6).toFixed(1)} MB, ${seconds} s\n`);

function operatorDatabase(source) {
  const builder = createRangeBuilder();
  for (const [ipVersion, path] of [
    [4, source.v4],
    [6, source.v6],
  ]) {
    const overlaps = readAsnRanges(bytesOf(source, path).toString("utf8"), ipVersion, builder);
    if (overlaps > 0) process.stderr.write(`${path}: ${overlaps} ranges overlap the one before; the later one was taken\n`);
  }
  return builder.finish(about(source));
}

function countryDatabase(source) {
  return readMmdb(bytesOf(source, source.file), about(source));
}

function bytesOf(source, path) {
  return readFileSync(require.resolve(`${source.package}/${path}`));
}

function about({ kind, name, licence, notice: sentence, package: id }) {
  return {
    kind,
    name,
    licence,
    notice: sentence,
    date: dateOf(JSON.parse(readFileSync(require.resolve(`${id}/package.json`), "utf8")).version),
  };
}

/** `2.3.2026061719` was taken on 2026-06-17. */
function dateOf(version) {
  const [, year, month, day] = /^\d+\.\d+\.(\d{4})(\d\d)(\d\d)\d*$/.exec(version) ?? [];
  if (year === undefined) throw new Error(`no date in the package version ${version}`);
  return `${year}-${month}-${day}`;
}

function notice() {
  const line = ({ name, kind, date, licence, notice: sentence, v4Values, v6Values }) =>
    `${name} (${kind}, ${date}, ${licence}): ${v4Values.length} IPv4 and ${v6Values.length} IPv6 ranges. ${sentence}\n`;
  return databases.map(line).join("");
}
