/** Brings a catalogue to the newest schema, each step in its own transaction. */
import { UserError } from "@creance/core";
import { migrations } from "./migrations.table.ts";
import type { Sqlite } from "./sqlite.ts";

/** The version of a catalogue's schema; 0 for an empty file. */
export function schemaVersion(database: Sqlite): number {
  return Number(database.get("PRAGMA user_version")?.["user_version"] ?? 0);
}

/** Runs the missing steps. Throws a `UserError` (`vault-newer`) when the schema is newer than this program. */
export function migrate(database: Sqlite, steps: readonly string[] = migrations): void {
  const version = schemaVersion(database);
  if (version > steps.length) throw newerCatalogue(version, steps.length);
  for (let step = version; step < steps.length; step += 1) {
    database.transaction(() => {
      database.script(`${steps[step] as string}; PRAGMA user_version = ${step + 1};`);
    });
  }
}

/** The error of a catalogue that a newer program wrote. */
export function newerCatalogue(version: number, known: number): UserError {
  return new UserError(
    "vault-newer",
    "conflict",
    `The vault's catalogue has schema ${version}, and this program knows schemas up to ${known}; nothing was changed; update Creance to open it.`,
  );
}

/** Removes every table, so that the steps can run again. In a transaction: readers see the old catalogue until it ends. */
export function dropAll(database: Sqlite): void {
  // Virtual tables first: they take the tables that they are made of with them.
  const tables = database.all(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC",
  );
  for (const { name } of tables) {
    database.script(`DROP TABLE IF EXISTS "${String(name).replaceAll('"', '""')}"`);
  }
  database.script("PRAGMA user_version = 0");
}
