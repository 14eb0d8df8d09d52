/** The engine's process as its parent sees it: started, asked over a channel of JSON messages, ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { UserError } from "@creance/core";
import type { EngineFailure, FromEngine, OpenMessage, StatementMessage, ToEngine } from "./engine-messages.ts";
import { networkNamespacePrefix } from "./network-namespace.ts";
import { parseAnswer, type SqlClient } from "./sql-client.ts";

/** A running engine. */
export interface EngineProcess {
  readonly client: SqlClient;
  readonly version: string;
  readonly isolation: "networkNamespace" | "none";
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it, and waits. */
  close(): Promise<void>;
}

/** How a process is started. */
export interface EngineProcessOptions {
  readonly open: OpenMessage["open"];
  /** Words before the command, e.g. a tracer in a test. */
  readonly prefix?: readonly string[];
}

const START_MS = 60_000;
const CLOSE_MS = 3000;
const LAST_WORDS_MS = 500;
const MEMORY_LIMIT_EXCEEDED = 241;
const TIMEOUT_EXCEEDED = 159;
/** Data cut, checksum wrong, data wrong, cannot be unpacked, data corrupted, unknown codec. */
const damageCodes: ReadonlySet<number> = new Set([33, 40, 117, 271, 246, 432]);

/** ClickHouse refused: at the start, or a statement (then it is the cause of a `UserError`). */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly failure: EngineFailure;
  constructor(failure: EngineFailure) {
    super(failure.message);
    this.failure = failure;
  }

  /** Another process has the folder. */
  get isLocked(): boolean {
    return /Cannot lock file|another server instance/i.test(this.message);
  }

  /** The reason lies in the engine's own files, as far as can be told: not in memory, time, space or rights. */
  get isDamage(): boolean {
    const { code } = this.failure;
    const coded = code !== null || /DB::Exception|\([A-Z_]{6,}\)/.test(this.message);
    const elsewhere =
      code === MEMORY_LIMIT_EXCEEDED ||
      code === TIMEOUT_EXCEEDED ||
      /MEMORY_LIMIT|NOT_ENOUGH_SPACE|No space left|Permission denied/i.test(this.message);
    return coded && !elsewhere && !this.isLocked;
  }
}

/** Starts the process and waits until it answers. Rejects with `EngineError`. */
export async function startEngineProcess(options: EngineProcessOptions): Promise<EngineProcess> {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = fileURLToPath(new URL(fromSource ? "./column-engine-boot.mjs" : "./column-engine-worker.js", import.meta.url));
  const namespace = (await networkNamespacePrefix()) ?? [];
  const [command = "", ...args] = [...namespace, ...(options.prefix ?? []), process.execPath, "--enable-source-maps", entry];
  const child = spawn(command, args, {
    cwd: options.open.folder,
    env: minimalEnvironment(),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    windowsHide: true,
  });
  const lastWords = keepLastWords(child);
  const allRead = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const waiting = new Map<number, { resolve: (text: string) => void; reject: (failure: EngineFailure) => void }>();
  let next = 0;
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const finish = (): void => {
      over = true;
      for (const { reject } of waiting.values()) reject({ code: null, message: "its process ended" });
      waiting.clear();
      resolve();
    };
    child.once("exit", finish);
    child.once("error", finish);
  });

  const version = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => fail({ code: null, message: "it did not answer within a minute" }), START_MS);
    const fail = (failure: EngineFailure): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      // The library says why on standard error alone, which has ended when all of it is read.
      void Promise.race([allRead, ended.then(pause)]).then(() => {
        const message = [failure.message, lastWords()].filter((words) => words !== "").join(": ");
        reject(new EngineError({ ...failure, message }));
      });
    };
    child.once("error", (error) => fail({ code: null, message: error.message }));
    child.on("message", (message: FromEngine) => {
      if ("ready" in message) {
        clearTimeout(timer);
        resolve(message.ready.version);
      } else if ("cannotStart" in message) fail(message.cannotStart);
      else {
        const one = waiting.get(message.id);
        waiting.delete(message.id);
        if (waiting.size === 0) child.channel?.unref();
        if ("text" in message) one?.resolve(message.text);
        else one?.reject(message.failure);
      }
    });
    void ended.then(() => fail({ code: null, message: "its process ended" }));
    say(child, { open: options.open });
  });
  // An engine at rest keeps nobody's process alive.
  child.unref();
  child.channel?.unref();
  (child.stderr as unknown as { unref(): void } | null)?.unref();

  function send(mode: StatementMessage["mode"], { sql, parameters }: Pick<StatementMessage, "sql" | "parameters">): Promise<string> {
    return new Promise((resolve, reject) => {
      if (over) return reject(userError({ code: null, message: "its process ended" }));
      const id = next++;
      waiting.set(id, { resolve, reject: (failure) => reject(userError(failure)) });
      child.channel?.ref();
      say(child, { id, mode, sql, parameters });
    });
  }

  return {
    version,
    isolation: namespace.length > 0 ? "networkNamespace" : "none",
    pid: child.pid as number,
    ended,
    client: {
      ask: async (statement, mode) => parseAnswer(await send(mode, statement)),
      run: async (statement) => {
        await send("run", statement);
      },
    },
    async close() {
      if (over) return;
      child.ref();
      const timer = setTimeout(() => child.kill("SIGKILL"), CLOSE_MS);
      say(child, { close: true });
      await ended;
      clearTimeout(timer);
    },
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
}

function say(child: ChildProcess, message: ToEngine): void {
  // A channel that closed a moment ago: the process's end is told by `ended`.
  if (child.connected) child.send(message, () => {});
}

/** Nothing of our own environment but what programs need to start. */
function minimalEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "TMPDIR", "LANG", "LD_LIBRARY_PATH"];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

function keepLastWords(child: ChildProcess): () => string {
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-2000);
  });
  return () => words.trim().split("\n").at(-1) ?? "";
}

function userError(failure: EngineFailure): UserError {
  if (failure.code === MEMORY_LIMIT_EXCEEDED || failure.code === TIMEOUT_EXCEEDED) {
    const what = failure.code === TIMEOUT_EXCEEDED ? "time" : "memory";
    return new UserError(
      "too-many-rows",
      "machineRefused",
      `The question needs more ${what} than the column engine may use: ask about fewer rows.`,
      { cause: new EngineError(failure) },
    );
  }
  const remedy = failure.code !== null && damageCodes.has(failure.code) ? "Its own files are damaged: run creance rebuild" : "Try again";
  return new UserError(
    "column-engine",
    "machineRefused",
    `The column engine could not answer: ${firstLine(failure.message)}. Originals and derived files are as they were. ${remedy}.`,
    { cause: new EngineError(failure) },
  );
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").slice(0, 300).replace(/[.\s]+$/, "");
}
