/** Asks a person on the terminal: hidden, as for a passphrase, or seen. The question goes to standard error. */
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { UserError } from "@creance/core";

/** True when somebody can be asked: what is typed comes from a terminal, and the question can be seen. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** The line that was typed. Ctrl-C and Ctrl-D reject with a `UserError` (`not-answered`). */
export function askLine(question: string, { hidden }: { readonly hidden: boolean }): Promise<string> {
  let isMuted = false;
  const output = new Writable({
    write(chunk, _, done) {
      if (!isMuted) process.stderr.write(chunk);
      done();
    },
  });
  const asked = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    let line: string | undefined;
    asked.once("line", (typed) => {
      line = typed;
      asked.close();
    });
    asked.once("SIGINT", () => asked.close());
    asked.once("close", () => {
      if (hidden) process.stderr.write("\n");
      if (line !== undefined) resolve(line);
      else reject(notAnswered());
    });
    asked.setPrompt(question);
    asked.prompt();
    isMuted = hidden;
  });
}

/** Lines that were typed or pasted, until they are enough or one is empty. Ctrl-C rejects as `askLine` does. */
export async function askLines(question: string, isEnough: (lines: readonly string[]) => boolean): Promise<readonly string[]> {
  const asked = createInterface({ input: process.stdin, output: process.stderr, terminal: true, historySize: 0 });
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    let isDone = false;
    asked.setPrompt(question);
    asked.on("line", (line) => {
      if (isDone) return;
      if (line.trim() !== "") lines.push(line);
      isDone = line.trim() === "" || isEnough(lines);
      if (isDone) asked.close();
      else asked.prompt();
    });
    asked.once("SIGINT", () => asked.close());
    asked.once("close", () => {
      if (isDone) resolve(lines);
      else reject(notAnswered());
    });
    asked.prompt();
  });
}

function notAnswered(): UserError {
  return new UserError("not-answered", "wrongUse", "The question was not answered. Nothing was changed.");
}
