/** The guide says what the command can do: no option is missing from its page, none is invented. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { flightSummarySchema, importedFileSchema, importSummarySchema } from "@creance/api";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { program } from "../src/program.ts";
import { settingsTable } from "../src/settings.ts";

const guide = fileURLToPath(new URL("../../../docs/guide/", import.meta.url));
const page = (name: string): string => readFileSync(join(guide, `${name}.md`), "utf8");
const pageOf: Readonly<Record<string, string>> = { flight: "flights" };

/** Pages that are about no single command. */
const howTos = new Set(["air-gapped", "capture", "claims", "detection", "sealed"]);

function optionsOf(command: Command): string[] {
  return [...command.options.map(({ long }) => long ?? ""), ...command.commands.flatMap(optionsOf)];
}

test("each command has a page, each page names exactly the options there are", () => {
  const commands = program().commands;
  const pages = new Set(commands.map((command) => pageOf[command.name()] ?? command.name()));
  expect([...pages, "cli"].sort()).toEqual(
    readdirSync(guide)
      .map((name) => name.replace(/\.md$/, ""))
      .filter((name) => !howTos.has(name))
      .sort(),
  );
  for (const name of pages) {
    const known = commands.filter((command) => (pageOf[command.name()] ?? command.name()) === name).flatMap(optionsOf);
    const named = page(name).match(/--[a-z][a-z-]*/g) ?? [];
    expect([name, [...new Set(named)].sort()]).toEqual([name, [...new Set(known)].sort()]);
    expect(page("cli")).toContain(`(${name}.md)`);
  }
});

test("the contract's page names every member and every setting's page every setting", () => {
  const words = page("cli");
  for (const schema of [importedFileSchema, importSummarySchema, flightSummarySchema]) {
    for (const member of Object.keys(schema.shape)) expect(words).toContain(member);
  }
  for (const [name, { env }] of Object.entries(settingsTable)) expect(page("config")).toMatch(new RegExp(`\`${name}\` \\| \`${env}\``));
});
