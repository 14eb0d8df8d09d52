import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openVault } from "../src/index.ts";
import { migrate, schemaVersion } from "../src/migrate.ts";
import { migrations } from "../src/migrations.table.ts";
import { Sqlite } from "../src/sqlite.ts";
import { keepSeed, readingOf, tmpFolder } from "./readings.ts";

function openFile(path = join(tmpFolder(), "catalogue.sqlite")): Sqlite {
  return new Sqlite(path, { mode: "rw", busyTimeoutMs: 1000 });
}

function tables(database: Sqlite): readonly string[] {
  return database.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").map((row) => String(row["name"]));
}

/** Puts one row with made-up values into every table. */
function fill(database: Sqlite): void {
  for (const table of tables(database)) {
    // The R*Tree keeps its own tables.
    if (table.startsWith("footprint_box_")) continue;
    const columns = database.all(`PRAGMA table_info("${table}")`).map((row) => ({ name: String(row["name"]), type: String(row["type"]) }));
    database.run(
      `INSERT INTO "${table}" (${columns.map(({ name }) => name).join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
      ...columns.map(({ name, type }, at) => (type === "TEXT" ? `${name} ${at}` : at + 1)),
    );
  }
}

function rowCounts(database: Sqlite, names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name) => [name, Number(database.get(`SELECT count(*) AS rows FROM "${name}"`)?.["rows"])]));
}

describe("migrations", () => {
  it.each(migrations.map((_, version) => version))("V6: from version %i lose no row and end in the newest schema", (version) => {
    const database = openFile();
    migrate(database, migrations.slice(0, version));
    expect(schemaVersion(database)).toBe(version);
    const before = tables(database);
    fill(database);
    const rows = rowCounts(database, before);
    migrate(database);
    expect(schemaVersion(database)).toBe(migrations.length);
    expect(rowCounts(database, before)).toEqual(rows);
    const fresh = openFile();
    migrate(fresh);
    expect(tables(database)).toEqual(tables(fresh));
    database.close();
    fresh.close();
  });

  it("run each missing step once, whole or not at all", () => {
    const database = openFile();
    const steps = ["CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"];
    migrate(database, steps);
    migrate(database, steps);
    expect(rowCounts(database, ["a"])).toEqual({ a: 1 });
    expect(() => migrate(database, [...steps, "INSERT INTO a VALUES (2); INSERT INTO none VALUES (1)"])).toThrow();
    expect(schemaVersion(database)).toBe(2);
    expect(rowCounts(database, ["a"])).toEqual({ a: 1 });
    migrate(database, [...steps, "INSERT INTO a VALUES (2)"]);
    expect(rowCounts(database, ["a"])).toEqual({ a: 2 });
    database.close();
  });

  it("V6: refuse a catalogue of a newer program and leave it alone", async () => {
    const path = join(tmpFolder(), "vault");
    const vault = await openVault(path, { create: true });
    const writer = await vault.beginWriting();
    const { sha256 } = await keepSeed(writer, "a");
    await writer.commit();
    writer.addReading(readingOf(sha256));
    writer.release();
    vault.close();
    const database = openFile(join(path, "catalogue.sqlite"));
    database.script("PRAGMA user_version = 99");
    await expect(openVault(path)).rejects.toMatchObject({ code: "vault-newer", message: expect.stringMatching(/schema 99/) });
    await expect(openVault(path, { readOnly: true })).rejects.toMatchObject({ code: "vault-newer" });
    expect(schemaVersion(database)).toBe(99);
    expect(rowCounts(database, ["original", "flight"])).toEqual({ original: 1, flight: 1 });
    database.close();
  });
});
