/**
 * Conversations in a derived file, and questions answered from it in memory. Writing and reading stand beside the Parquet library's defaults in the same
 * run. CPU time, so that a busy machine says nearly the same. `npm run bench warehouse-text`; `CREANCE_BENCH_ROWS` (100,000 unless set).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { decodeTable, encodeTable, type GroupQuery, openWarehouse, type PageQuery, tableReader } from "../adapters/warehouse/src/index.ts";
import { flowColumns } from "../packages/capture/src/index.ts";
import { type ColumnArray, type MixedColumn, type MixedRows, memorySource, newColumn } from "../packages/core/src/index.ts";

const ROWS = Number(process.env["CREANCE_BENCH_ROWS"] ?? 100_000);
const names = Object.keys(flowColumns);
const ten = ["flowId", "timeUs", "durationUs", "server", "service", "respIp", "origBytes", "respBytes", "operator", "countries"];
const key = { sha256: "0".repeat(64), segment: 0, reader: "bench/1" };

const flows = madeUpFlows();
const values = flows.columns as Readonly<Record<string, MixedColumn>>;
const columnData = names.map((name) => {
  const data = values[name] as Float64Array | string[];
  return Array.isArray(data) ? { name, data, type: "STRING" as const, nullable: true } : { name, data };
});
const ours = encodeTable(key, flowColumns, flows);
const theirs = parquetWriteBuffer({ columnData });
const source = memorySource(ours);
const metadata = parquetMetadata(theirs);

console.log(`${ROWS} made-up conversations of ${names.length} columns`);
console.log("what                        ours   library defaults   ratio");
compare("encode, CPU ms", await cpuMs(() => encodeTable(key, flowColumns, flows)), await cpuMs(() => parquetWriteBuffer({ columnData })));
compare(
  "read 10 columns, CPU ms",
  await cpuMs(() => decodeTable(source, { key, table: flowColumns, names: ten })),
  await cpuMs(() => parquetReadObjects({ file: theirs, metadata, columns: ten })),
);
compare("size, bytes a row", ours.byteLength / ROWS, theirs.byteLength / ROWS);

const folder = mkdtempSync(join(tmpdir(), "creance-bench-text-"));
const warehouse = openWarehouse(folder);
await warehouse.write(key, flowColumns, flows);
const all = {
  table: { name: "flows", columns: flowColumns, key: ["flowId"] },
  datasets: [{ sha256: key.sha256, reader: key.reader, segments: 1, rows: ROWS }],
  where: [],
} as const;
const page: PageQuery = { ...all, columns: names, order: [{ name: "timeUs", direction: "asc" }], offset: 0, limit: 100 };
const groups: GroupQuery = {
  ...all,
  by: [{ column: "server" }],
  measures: {
    flows: { of: "count" },
    out: { of: "sum", column: "origBytes" },
    in: { of: "sum", column: "respBytes" },
    last: { of: "max", column: "timeUs" },
    addresses: { of: "distinct", column: "respIp" },
    services: { of: "list", column: "service", limit: 5 },
  },
  order: [{ name: "out", direction: "desc" }],
  offset: 0,
  limit: 100,
};

console.log("\nquestion                                   first   then, CPU ms");
await ask("page of 100 by time", (reader) => reader.page(page));
await ask("page of 100 in the middle", (reader) => reader.page({ ...page, offset: ROWS / 2 }));
await ask("page of 100 by server", (reader) => reader.page({ ...page, order: [{ name: "server", direction: "desc" }] }));
await ask("page of 100, text searched in 5 columns", (reader) => {
  return reader.page({ ...page, where: [{ is: "contains", columns: ["server", "respIp", "origIp", "operator", "service"], text: "T12" }] });
});
await ask("groups by server", (reader) => reader.groups(groups));
await ask("groups by conversation", (reader) => reader.groups({ ...groups, by: [{ column: "flowId" }] }));
await ask("time line of 200 buckets by service", (reader) => {
  return reader.groups({
    ...groups,
    by: [{ column: "timeUs", from: 1.7e15, width: (ROWS * 1000) / 200 }, { column: "service" }],
    limit: 10_000,
  });
});
rmSync(folder, { recursive: true });

function compare(what: string, mine: number, other: number): void {
  console.log(
    `${what.padEnd(24)} ${mine.toFixed(1).padStart(7)} ${other.toFixed(1).padStart(18)} ${`${(other / mine).toFixed(2)}x`.padStart(7)}`,
  );
}

async function ask(what: string, question: (reader: ReturnType<typeof tableReader>) => Promise<unknown>): Promise<void> {
  const reader = tableReader(warehouse);
  const before = process.cpuUsage();
  await question(reader);
  const { user, system } = process.cpuUsage(before);
  const then = await cpuMs(() => question(reader));
  console.log(`${what.padEnd(41)} ${((user + system) / 1000).toFixed(0).padStart(6)} ${then.toFixed(1).padStart(8)}`);
}

/** The median of some rounds. */
async function cpuMs(work: () => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / 1000);
  }
  return rounds.sort((a, b) => a - b)[3] as number;
}

/** Ids that all differ, names that repeat as in real captures, counters that are mostly noise: the harder half of real files. */
function madeUpFlows(): MixedRows<typeof flowColumns> {
  let seed = 1;
  const random = (): number => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** Small numbers more often than large ones. */
  const skewed = (below: number): number => Math.floor(random() * random() * below);
  const columns: Record<string, ColumnArray | (string | null)[]> = {};
  for (const [name, { type }] of Object.entries(flowColumns)) {
    columns[name] = type === "text" ? new Array<string | null>(ROWS).fill(null) : newColumn(type, ROWS);
  }
  const set = (name: keyof typeof flowColumns, row: number, value: string | number | null): void => {
    (columns[name] as (string | number | null)[])[row] = value;
  };
  const counters = names.filter((name) => /(Bytes|Pkts)$/.test(name)) as (keyof typeof flowColumns)[];
  for (let row = 0; row < ROWS; row += 1) {
    const host = skewed(3000);
    for (const name of counters) if (!name.startsWith("missed")) set(name, row, Math.floor(Math.exp(random() * 16)));
    set("timeUs", row, 1.7e15 + row * 1000 + Math.floor(random() * 100_000));
    set("durationUs", row, Math.floor(Math.exp(random() * 18)));
    set("origPort", row, 32_768 + Math.floor(random() * 28_000));
    set("respPort", row, [443, 443, 53, 80][row % 4] as number);
    set(
      "flowId",
      row,
      `${Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0")}${Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0")}`,
    );
    set("transport", row, row % 4 === 2 ? "udp" : "tcp");
    set("origIp", row, `192.0.2.${skewed(50)}`);
    set("respIp", row, `198.18.${host >> 8}.${host & 255}`);
    set("service", row, ["ssl", "dns", "http", "quic", null][skewed(5)] as string | null);
    set("server", row, `host${host}.example.org`);
    set("serverName", row, host % 5 < 3 ? `host${host}.example.org` : null);
    set("serverNameSource", row, host % 5 < 3 ? "sni" : "none");
    set("ja4", row, row % 2 === 0 ? `t13d1516h2_8daaf6152771_${skewed(100).toString(16).padStart(12, "0")}` : null);
    set("operator", row, `OPERATOR-${host % 200}`);
    set("asn", row, 64_496 + (host % 200));
    set("countries", row, ["US US US", "DE DE --", "CN CN CN"][host % 3] as string);
    set("endpointRole", row, host % 10 === 0 ? `role${host % 7}` : null);
  }
  return { rows: ROWS, columns } as unknown as MixedRows<typeof flowColumns>;
}
