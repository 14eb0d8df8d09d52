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

/** Commands that do something themselves; `flights` does, and has one below it. */
function leaves(command: Command): Command[] {
  if (command.commands.length === 0) return [command];
  return [...(command.name() === "flights" ? [command] : []), ...command.commands.flatMap(leaves)];
}

test("every command says what it does and has an example that names it", () => {
  const commands = leaves(program());
  expect(commands.map((command) => command.name()).sort()).toEqual(
    [
      "import",
      "decode",
      "flights",
      "add",
      "flight",
      "media",
      "flows",
      "audit",
      "exposure",
      "redact",
      "serve",
      "demo",
      "list",
      "request",
      "add",
      "make",
      "show",
      "certificate",
      "lock",
      "recovery",
      "recover",
      "check",
      "explain",
      "init",
      "set",
      "show",
      "publish",
      "state",
      "seal",
      "checkpoint",
      "entries",
      "verify",
      "prove",
      "export",
      "request-cosignature",
      "add-cosignature",
      "init",
      "sign",
      "request",
      "add",
      "evidence",
      "make",
      "list",
      "show",
      "revoke",
      "list",
      "add",
      "check",
      "remove",
      "list",
      "add",
      "revoke",
      "list",
      "show",
      "revoke",
      "resume",
      "recover",
      "open",
      "link",
      "plan",
      "run",
      "process",
      "fsck",
      "plan",
      "setup",
      "up",
      "down",
      "status",
      "watch",
      "open",
      "close",
      "reload",
      "prove",
      "verify",
      "keep",
      "presets",
      "list",
      "due",
      "set",
      "unset",
      "except",
      "end-exception",
      "run",
      "hold",
      "holds",
      "release",
      "delete",
      "add",
      "decide",
      "disclose",
      "list",
      "show",
      "report",
      "erase",
      "settings",
      "flights",
      "flight",
      "withdraw",
      "preview",
      "write",
      "rebuild",
      "prove-silent",
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
