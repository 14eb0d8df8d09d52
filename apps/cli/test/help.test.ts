import type { Command } from "commander";
import { expect, test } from "vitest";
import { program } from "../src/program.ts";

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (words) => {
      text += words;
    },
  });
  command.outputHelp();
  return text;
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

test("every command says what it does and has an example that names it", () => {
  const commands = leaves(program());
  expect(commands.map((command) => command.name()).sort()).toEqual(
    [
      "import",
      "decode",
      "flights",
      "flight",
      "flows",
      "audit",
      "serve",
      "demo",
      "list",
      "request",
      "add",
      "fsck",
      "rebuild",
      "config",
      "bench",
    ].sort(),
  );
  for (const command of commands) {
    const help = helpOf(command);
    expect(command.description()).toMatch(/\.$/);
    expect([command.name(), help]).toEqual([
      command.name(),
      expect.stringMatching(new RegExp(`Examples?:\\n(.*\\n)*.*creance .*${command.name()}`)),
    ]);
  }
});
