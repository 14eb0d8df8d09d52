/** A stream analyzer with keys, and everything that it opened. */

import { nodePlatform } from "@creance/node";
import type { PlaintextSink, Side } from "../../src/analyzer.ts";
import { Decryption } from "../../src/decrypt/decryption.ts";
import { KeyLog } from "../../src/decrypt/key-log.ts";
import { createStreamAnalyzer } from "../../src/protocol/stream-analyzer.ts";
import { type Missing, type Said, watched } from "../protocol/watched-flow.ts";

/** What was opened: texts are Latin-1, a gap is `[gap]`. */
export interface Opened {
  readonly facts: ReturnType<typeof watched>["context"]["facts"];
  readonly issues: readonly string[];
  readonly plain: readonly [string, string];
  readonly decryption: Decryption;
  readonly ended: number;
}

/** Feeds a stream analyzer that has keys, each piece cut by `cut` into lengths. With `sink` false it reads only as far as facts need. */
export function open(
  said: readonly (Said | Missing)[],
  keyLogText: string,
  options: { readonly cut?: (length: number) => readonly number[]; readonly sink?: boolean } = {},
): Opened {
  const keyLog = new KeyLog();
  keyLog.add(keyLogText);
  const decryption = new Decryption(nodePlatform, keyLog);
  const { context, issues } = watched({});
  const plain: [string, string] = ["", ""];
  let ended = 0;
  const sink: PlaintextSink = {
    data(side: Side, bytes, start, end) {
      plain[side] += Buffer.from(bytes.subarray(start, end)).toString("latin1");
    },
    gap(side: Side) {
      plain[side] += "[gap]";
    },
    end() {
      ended++;
    },
  };
  const analyzer = createStreamAnalyzer({ ...context, decryption, plaintext: options.sink === false ? undefined : () => sink });
  for (const [side, content] of said) {
    if (typeof content === "number") {
      analyzer.gap(side, content);
      continue;
    }
    let at = 0;
    for (const length of options.cut?.(content.length) ?? [content.length]) {
      const block = new Uint8Array(length + 8).fill(0x17);
      block.set(content.subarray(at, at + length), 4);
      if (analyzer.wants(side)) analyzer.data(side, block, 4, 4 + Math.min(length, content.length - at), 1000);
      block.fill(0xee); // borrowed bytes may change after the call
      at += length;
    }
  }
  analyzer.end();
  return { facts: context.facts, issues, plain, decryption, ended };
}
