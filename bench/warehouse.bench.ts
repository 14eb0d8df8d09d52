/**
 * Derived files: ours against the Parquet library's defaults, on the same made-up track in the same run. CPU time, so that a busy machine says the same.
 * `npm run bench warehouse`
 */
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { decodeTable, encodeTable } from "../adapters/warehouse/src/index.ts";
import { type ColumnArray, memorySource, newColumns } from "../packages/core/src/index.ts";
import { type Track, trackColumns } from "../packages/flight/src/index.ts";

const key = { sha256: "0".repeat(64), segment: 0, reader: "bench/1" };
const names = Object.keys(trackColumns);
const chart = ["elapsedMs", "altHomeM", "latDeg", "lonDeg"];

console.log("rows    what                        ours         library defaults   ratio");
for (const rows of [2500, 12_000]) {
  const track = madeUpTrack(rows);
  const columnData = names.map((name) => ({ name, data: (track.columns as Readonly<Record<string, ColumnArray>>)[name] as Float64Array }));
  const ours = encodeTable(key, trackColumns, track);
  const theirs = parquetWriteBuffer({ columnData });
  const source = memorySource(ours);
  const metadata = parquetMetadata(theirs);
  print(
    rows,
    "encode, CPU ms",
    await cpuMs(() => encodeTable(key, trackColumns, track)),
    await cpuMs(() => parquetWriteBuffer({ columnData })),
  );
  print(
    rows,
    "read 4 columns, CPU ms",
    await cpuMs(() => decodeTable(source, { key, table: trackColumns, names: chart })),
    await cpuMs(() => parquetReadObjects({ file: theirs, metadata, columns: chart })),
  );
  print(rows, "size, bytes a row", ours.byteLength / rows, theirs.byteLength / rows);
}

function print(rows: number, what: string, ours: number, theirs: number): void {
  const cells = [ours.toFixed(1).padStart(10), theirs.toFixed(1).padStart(20), `${(theirs / ours).toFixed(2)}x`.padStart(10)];
  console.log(`${String(rows).padEnd(7)} ${what.padEnd(24)} ${cells.join("")}`);
}

async function cpuMs(work: () => unknown): Promise<number> {
  for (let round = 0; round < 5; round += 1) await work();
  const rounds = 20;
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / rounds;
}

/** Steps, noise, runs and unknowns in about the mix of a real track. */
function madeUpTrack(rows: number): Track {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const columns = newColumns(trackColumns, rows);
  for (const [name, column] of Object.entries(columns)) {
    let value = 10;
    for (let row = 0; row < rows; row += 1) {
      if (name === "byteOffset") value = 400 + row * 1310 + Math.floor(random() * 60);
      else if (name === "timeUs") value = 1.7e15 + row * 1e5 + Math.floor(random() * 4000);
      else if (name === "elapsedMs") value = row * 100 + Math.floor(random() * 4);
      else if (/^(lat|lon)Deg$/.test(name)) value += (random() - 0.5) * 1e-5;
      else if (/^cell[56]/.test(name)) value = Number.NaN;
      else if (/^(home|pilot)/.test(name)) value = row < 20 ? Number.NaN : 38.3;
      else if (/(Deg|Mps|M)$/.test(name)) value += Math.round((random() - 0.5) * 4) / 10;
      else if (/[VA]$/.test(name)) value = row % 10 === 0 ? Math.round((12 + random()) * 1000) / 1000 : value;
      else if (name.startsWith("stick")) value = row % 2 === 0 ? Math.round((random() - 0.5) * 200) : value;
      else value = Math.floor(row / 500) % 5;
      column[row] = value;
    }
  }
  return { rows, columns };
}
