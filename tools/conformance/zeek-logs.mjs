// Zeek's baseline logs: header line of tabs, then rows.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Rows of a log as objects by column; empty when there is no such log. Both the full logs and the cut ones (`.log.cut`) are read. */
export function zeekRows(folder, name) {
  const path = [join(folder, `${name}.log`), join(folder, `${name}.log.cut`)].find((one) => existsSync(one));
  if (path === undefined) return [];
  let columns = [];
  const rows = [];
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line.startsWith("#fields\t")) columns = line.split("\t").slice(1);
    else if (line === "" || line.startsWith("#")) continue;
    else if (columns.length === 0) columns = line.split("\t");
    else rows.push(Object.fromEntries(line.split("\t").map((cell, index) => [columns[index] ?? `column${index}`, cell])));
  }
  return rows;
}

/** Baselines with their captures: `[{baseline, capture}]`, capture relative to `Traces`. */
export function zeekBaselines(root) {
  const list = join(root, "BASELINE-TO-TRACE.tsv");
  if (!existsSync(list)) return [];
  return readFileSync(list, "utf8")
    .split("\n")
    .filter((line) => line.includes("\t"))
    .map((line) => line.split("\t"))
    .map(([baseline, capture]) => ({ baseline, capture }));
}
