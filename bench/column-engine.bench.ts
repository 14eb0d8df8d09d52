/**
 * The column engine over generated conversations: loading, and the questions of the Watch pages. One derived file of made-up conversations is loaded as
 * many originals. `npm run bench column-engine`; `CREANCE_BENCH_ROWS` (10,000,000 unless set).
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ColumnEngine,
  type Condition,
  type Dataset,
  type GroupQuery,
  openColumnEngine,
  openWarehouse,
  type PageQuery,
} from "../adapters/warehouse/src/index.ts";
import { flowsTable } from "../apps/server/src/operation/flows/flows-table.ts";
import { flowColumns } from "../packages/capture/src/index.ts";
import { type MixedRows, newColumn } from "../packages/core/src/index.ts";

const ROWS = Number(process.env["CREANCE_BENCH_ROWS"] ?? 10_000_000);
const FILE_ROWS = Math.min(ROWS, 500_000);
const FILES = Math.ceil(ROWS / FILE_ROWS);
/** As captures are kept. */
const SEGMENT_ROWS = 32_768;
const table = flowsTable;
const START_US = 1.7e15;
const DAY_US = 86_400e6;

const folder = process.env["CREANCE_BENCH_FOLDER"] ?? mkdtempSync(join(tmpdir(), "creance-bench-engine-"));
const warehouse = openWarehouse(join(folder, "derived"));
const rows = generated(FILE_ROWS);
const datasets = Array.from({ length: FILES }, (_, at): Dataset => {
  return {
    sha256: at.toString(16).padStart(64, "0"),
    reader: "generated/1",
    segments: Math.ceil(FILE_ROWS / SEGMENT_ROWS),
    rows: FILE_ROWS,
  };
});
for (const { sha256, reader, segments } of datasets) {
  for (let segment = 0; segment < segments; segment += 1) {
    await warehouse.write({ sha256, segment, reader }, flowColumns, cut(rows, segment * SEGMENT_ROWS, (segment + 1) * SEGMENT_ROWS));
  }
}
const engine = openColumnEngine({ folder: join(folder, "engine"), warehouse });

const before = performance.now();
for (const dataset of datasets) await engine.load(table, dataset);
const loadMs = performance.now() - before;
console.log(
  `${FILES * FILE_ROWS} generated conversations of ${Object.keys(flowColumns).length} columns in ${FILES} originals, ${engine.state().version}, ${folderMb(join(folder, "engine"))} MB on the disk`,
);
const loadCpuMs = engineCpuMs();
console.log(
  `load: ${(loadMs / 1000).toFixed(1)} s, ${Math.round((FILES * FILE_ROWS) / loadMs)} k rows/s, ${(loadCpuMs / 1000).toFixed(1)} s CPU; engine RSS ${engineRssMb()} MB\n`,
);

const all = (where: readonly Condition[] = []) => ({ table, datasets, where });
const columns = Object.keys(flowColumns);
const byTime = [{ name: "timeUs", direction: "asc" }] as const;
const page = (more: Partial<PageQuery> = {}): PageQuery => ({ ...all(), columns, order: byTime, offset: 0, limit: 100, ...more });
const summary = {
  conversations: { of: "count" },
  out: { of: "sum", column: "origBytes" },
  in: { of: "sum", column: "respBytes" },
  first: { of: "min", column: "timeUs" },
  apps: { of: "distinct", column: "appKey" },
} as const;
const listOf = (column: string) => ({ of: "list", column, limit: 5 }) as const;
/** As a page of groups asks. */
const asWatched = {
  ...summary,
  last: { of: "max", column: "timeUs" },
  servers: { of: "distinct", column: "server" },
  operators: listOf("operator"),
  roles: listOf("endpointRole"),
  owners: listOf("endpointOwner"),
  services: listOf("service"),
  keys: listOf("appKey"),
  countrySets: listOf("countries"),
  nameSources: listOf("serverNameSource"),
  rtt: { of: "min", column: "rttUs" },
} as const;
const groups = (by: string, more: Partial<GroupQuery> = {}): GroupQuery => ({
  ...all(),
  by: [{ column: by }],
  measures: summary,
  order: [{ name: "out", direction: "desc" }],
  offset: 0,
  limit: 100,
  ...more,
});
const text = [{ is: "contains", columns: ["serverName", "respIp", "operator", "app"], text: "host-77" }] as const;
const newest = [{ name: "timeUs", direction: "desc" }] as const;
const byBytes = [{ name: "origBytes", direction: "desc" }] as const;
const hour = [{ is: "between", column: "timeUs", from: START_US + DAY_US, below: START_US + DAY_US + 3600e6 }] as const;
const oneServer = [{ is: "oneOf", column: "server", values: ["host-77.example.net"] }] as const;

const questions: readonly (readonly [string, (engine: ColumnEngine) => Promise<{ readonly total: number }>])[] = [
  ["page, by time, first 100", (e) => e.page(page())],
  ["page, by time, newest 100", (e) => e.page(page({ order: newest }))],
  ["page, one original, by time", (e) => e.page(page({ datasets: datasets.slice(0, 1) }))],
  ["page, by time, offset 1,000,000", (e) => e.page(page({ offset: Math.min(1_000_000, ROWS / 2) }))],
  ["page, by time, newest, offset 5,000,000", (e) => e.page(page({ order: newest, offset: Math.min(5_000_000, ROWS / 2) }))],
  ["page, by bytes out, offset 1,000,000", (e) => e.page(page({ order: byBytes, offset: Math.min(1_000_000, ROWS / 2) }))],
  ["page, by bytes out, first 100", (e) => e.page(page({ order: byBytes }))],
  ["page, by server, first 100", (e) => e.page(page({ order: [{ name: "server", direction: "asc" }] }))],
  ["page, text in 4 columns", (e) => e.page(page({ where: text }))],
  ["page, one server", (e) => e.page(page({ where: oneServer }))],
  ["page, an hour", (e) => e.page(page({ where: hour }))],
  ["page, country word", (e) => e.page(page({ where: [{ is: "hasWord", column: "countries", word: "CN" }] }))],
  ["count of everything", (e) => e.page(page({ columns: [], limit: 0 }))],
  ["groups by server, top 100", (e) => e.groups(groups("server"))],
  [
    "groups by server, with lists",
    (e) => e.groups(groups("server", { measures: { ...summary, addresses: { of: "list", column: "respIp", limit: 5 } } })),
  ],
  ["groups by operator", (e) => e.groups(groups("operator"))],
  ["groups by server, all measures", (e) => e.groups(groups("server", { measures: asWatched }))],
  ["groups by operator, all measures", (e) => e.groups(groups("operator", { measures: asWatched }))],
  ["groups by server, one original", (e) => e.groups(groups("server", { datasets: datasets.slice(0, 1) }))],
  ["groups by server, by bytes in", (e) => e.groups(groups("server", { order: [{ name: "in", direction: "desc" }], offset: 10_000 }))],
  ["groups by server, an hour", (e) => e.groups(groups("server", { where: hour }))],
  ["groups by countries", (e) => e.groups(groups("countries"))],
  ["groups by original", (e) => e.groups(groups("original"))],
  ["summary of everything", (e) => e.groups(groups("server", { by: [], order: [] }))],
  [
    "time line, 240 buckets",
    (e) =>
      e.groups(
        groups("timeUs", {
          by: [{ column: "timeUs", from: START_US, width: (7 * DAY_US) / 240 }],
          measures: { out: summary.out, in: summary.in },
          order: [{ name: "timeUs", direction: "asc" }],
          limit: 240,
        }),
      ),
  ],
];

console.log(
  `${"question".padEnd(34)} ${"total".padStart(10)} ${"first ms".padStart(9)} ${"again ms".padStart(9)} ${"CPU ms".padStart(9)} ${"CPU again".padStart(9)}`,
);
for (const [name, ask] of questions) {
  const times: number[] = [];
  const cpu: number[] = [];
  let total = 0;
  for (let round = 0; round < 4; round += 1) {
    const cpuBefore = engineCpuMs();
    const start = performance.now();
    ({ total } = await ask(engine));
    times.push(performance.now() - start);
    cpu.push(engineCpuMs() - cpuBefore);
  }
  const again = times.slice(1).sort((a, b) => a - b)[1] as number;
  const cells = [
    String(total).padStart(10),
    ...[times[0] as number, again, cpu[0] as number, Math.min(...cpu)].map((ms) => ms.toFixed(0).padStart(9)),
  ];
  console.log(`${name.padEnd(34)} ${cells.join(" ")}`);
}
console.log(
  `\nengine RSS ${engineRssMb()} MB (highest ${engineRssMb("VmHWM")} MB), this process ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
await engine.close();
if (process.env["CREANCE_BENCH_FOLDER"] === undefined) rmSync(folder, { recursive: true, force: true });

function engineRssMb(field = "VmRSS"): number | string {
  const pid = enginePid();
  try {
    return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1000);
  } catch {
    return "unknown";
  }
}

function folderMb(path: string): number {
  return Math.round(
    readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + sizeOf(join(entry.parentPath, entry.name)), 0) / 1e6,
  );
}

/** Parts are merged and go away while they are counted. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function cut({ rows, columns }: MixedRows<typeof flowColumns>, from: number, to: number): MixedRows<typeof flowColumns> {
  const some = Object.entries(columns).map(([name, column]) => [name, column.slice(from, to)]);
  return { rows: Math.min(rows, to) - from, columns: Object.fromEntries(some) };
}

/** Conversations in about the mix of real captures: few servers with most of the traffic, a long tail, many columns unknown. */
function generated(rows: number): MixedRows<typeof flowColumns> {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const skewed = (count: number): number => Math.floor(count * random() ** 3);
  const texts: Partial<Record<keyof typeof flowColumns, (row: number, server: number) => string | null>> = {
    flowId: () =>
      Math.floor(random() * 2 ** 31)
        .toString(16)
        .padStart(8, "0") +
      Math.floor(random() * 2 ** 31)
        .toString(16)
        .padStart(8, "0"),
    transport: () => (random() < 0.7 ? "tcp" : "udp"),
    origIp: () => `192.168.${skewed(4)}.${skewed(250)}`,
    respIp: (_, server) => `203.${server >> 8}.${server & 255}.${skewed(4)}`,
    service: () => ["ssl", "quic", "dns", "http", null][skewed(5)] ?? null,
    server: (_, server) => `host-${server}.example.net`,
    serverName: (_, server) => (server % 5 === 0 ? null : `host-${server}.example.net`),
    serverNameSource: (_, server) => (server % 5 === 0 ? "none" : "sni"),
    ja4: () => `t13d1516h2_8daaf615${skewed(40)}`,
    alpn: () => (random() < 0.5 ? "h2" : null),
    version: () => "TLSv1.3",
    connState: () => "SF",
    app: () => (random() < 0.3 ? `app ${skewed(60)}` : null),
    package: () => null,
    appKey: (_, server) => (random() < 0.3 ? `app ${(server + skewed(3)) % 60}` : null),
    endpointRole: (_, server) => (server % 50 === 0 ? `role ${server % 7}` : null),
    operator: (_, server) => `Operator ${server % 300}`,
    respScope: () => "public",
    countries: (_, server) => ["US US US", "US US DE", "CN CN CN", "DE DE DE", "-- US US"][server % 5] ?? null,
  };
  const columns: Record<string, unknown> = {};
  const servers = Int32Array.from({ length: rows }, () => skewed(20_000));
  for (const [name, spec] of Object.entries(flowColumns)) {
    if (spec.type === "text") {
      const make = texts[name as keyof typeof flowColumns] ?? (() => null);
      columns[name] = Array.from({ length: rows }, (_, row) => make(row, servers[row] as number));
      continue;
    }
    const column = newColumn(spec.type, rows);
    for (let row = 0; row < rows; row += 1) {
      if (name === "timeUs") column[row] = START_US + Math.floor((row / rows) * 7 * DAY_US) + Math.floor(random() * 1e5);
      else if (/Port$/.test(name)) column[row] = name === "respPort" ? 443 : 30_000 + skewed(30_000);
      else if (/(Bytes|Pkts|Us)$/.test(name)) column[row] = Math.floor(random() ** 6 * 1e6);
      else if (name === "asn") column[row] = (servers[row] as number) % 300;
    }
    columns[name] = column;
  }
  return { rows, columns: columns as MixedRows<typeof flowColumns>["columns"] };
}

/** CPU time that the engine's process has used, on all cores: says the same on a busy machine. Background merges are in it. */
function engineCpuMs(): number {
  const words = readFileSync(`/proc/${enginePid()}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(words[11]) + Number(words[12])) * 10;
}

/** The engine's process: the child of this one that runs its worker. */
function enginePid(): string {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
  return children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("column-engine")) ?? "";
}
