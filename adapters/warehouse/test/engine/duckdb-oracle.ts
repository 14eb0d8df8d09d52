/** DuckDB over the same derived files, in memory and locked: it reads one folder, reaches nothing else, and cannot be told otherwise. */
import { DuckDBInstance } from "@duckdb/node-api";
import type { Cell, Dataset, Warehouse } from "../../src/index.ts";
import { talkColumns } from "./made-up-talks.ts";

/** Asks DuckDB for rows. */
export interface Oracle {
  rows(sql: string): Promise<Cell[][]>;
  close(): void;
}

/** Opens DuckDB with a view `talks` over the datasets. */
export async function openOracle(folder: string, warehouse: Warehouse, datasets: readonly Dataset[]): Promise<Oracle> {
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    threads: "1",
  });
  const connection = await instance.connect();
  await connection.run(`SET allowed_directories = ['${folder}']`);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  const known = Object.entries(talkColumns).map(([name, { type }]) =>
    type === "float64" || type === "float32" ? `CASE WHEN isnan(${name}) THEN NULL ELSE ${name} END AS ${name}` : name,
  );
  const parts = datasets.flatMap(({ sha256, reader, segments }) =>
    Array.from({ length: segments }, (_, segment) => {
      return `SELECT '${sha256}' AS original, ${known.join(", ")} FROM read_parquet('${warehouse.path({ sha256, segment, reader })}')`;
    }),
  );
  await connection.run(`CREATE VIEW talks AS ${parts.join(" UNION ALL ")}`);
  return {
    async rows(sql) {
      const result = await connection.runAndReadAll(sql);
      return result
        .getRowsJS()
        .map((row) => row.map((value) => (typeof value === "bigint" || typeof value === "number" ? Number(value) + 0 : (value as Cell))));
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
