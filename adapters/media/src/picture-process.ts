/** The picture process as its parent sees it: started when first needed, asked, ended when idle or stuck, started again after a crash. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { MaskQuestion, MaskRefusal } from "./mask-picture.ts";
import type { PictureAnswer, PictureQuestion } from "./picture-messages.ts";
import type { MadePicture, MaskedPicture } from "./types.ts";

/** Asks for pictures. */
export interface PictureProcess {
  /** `undefined` when the bytes are no picture that can be shown here, or when they broke the process. */
  ask(question: SizedQuestion): Promise<MadePicture | undefined>;
  /** `unreadable` also when the bytes broke the process. */
  mask(question: MaskQuestion): Promise<MaskedPicture | MaskRefusal>;
}

type SizedQuestion = Omit<Extract<PictureQuestion, { readonly size: unknown }>, "id">;

/** A picture that takes longer is given up, and the process with it: libvips' own limit is shorter. */
const PATIENCE_MS = 40_000;
/** Painting decodes twice and codes once. */
const MASK_PATIENCE_MS = 200_000;
/** Ends when nothing was asked for so long. */
const IDLE_MS = 60_000;
const HEAP_MB = 256;

interface Waiting {
  readonly settle: (answer: PictureAnswer | "broken") => void;
}

/** Opens it. Nothing is started before the first question. */
export function openPictureProcess(): PictureProcess {
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let next = 0;

  function running(): ChildProcess {
    if (child !== undefined) return child;
    const started = start();
    child = started;
    const over = (): void => {
      // What waits now waits for another process than the one that told its end twice, or late.
      if (child !== started) return;
      child = undefined;
      const lost = [...waiting.values()];
      waiting.clear();
      for (const { settle } of lost) settle("broken");
    };
    started.on("message", (answer: PictureAnswer) => waiting.get(answer.id)?.settle(answer));
    started.on("error", over);
    started.once("exit", over);
    return started;
  }

  function ask(question: SizedQuestion | { readonly mask: MaskQuestion }): Promise<PictureAnswer | "broken"> {
    clearTimeout(idle);
    const asked = running();
    const id = next++;
    return new Promise((resolve) => {
      const patience = setTimeout(() => asked.kill("SIGKILL"), "mask" in question ? MASK_PATIENCE_MS : PATIENCE_MS);
      waiting.set(id, {
        settle(answer) {
          clearTimeout(patience);
          waiting.delete(id);
          if (waiting.size === 0) {
            clearTimeout(idle);
            idle = setTimeout(() => {
              // Until it has ended it could still be asked, and would not answer.
              if (child === asked) child = undefined;
              if (asked.connected) asked.disconnect();
            }, IDLE_MS);
            idle.unref();
          }
          resolve(answer);
        },
      });
      asked.send({ id, ...question } satisfies PictureQuestion, (error) => {
        if (error !== null) waiting.get(id)?.settle("broken");
      });
    });
  }

  return {
    async ask(question) {
      // Another picture may have broken the process: asked once more, and only its own bytes can break it then.
      let answer = await ask(question);
      if (answer === "broken") answer = await ask(question);
      if (answer === "broken") return undefined;
      if ("failure" in answer) throw Object.assign(new Error(answer.failure.message), { code: answer.failure.code });
      return "picture" in answer ? (answer.picture ?? undefined) : undefined;
    },
    async mask(mask) {
      const answer = await ask({ mask });
      if (answer === "broken" || "picture" in answer) return "unreadable";
      if ("failure" in answer) throw Object.assign(new Error(answer.failure.message), { code: answer.failure.code });
      return answer.masked;
    },
  };
}

/** The process knows this program's path, nothing of its environment, and does not keep its parent alive. */
function start(): ChildProcess {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = fileURLToPath(new URL(fromSource ? "./picture-boot.mjs" : "./picture-worker.js", import.meta.url));
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, entry], {
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
    windowsHide: true,
  });
  child.unref();
  child.channel?.unref();
  return child;
}
