/**
 * Collects the key logs inside a pcapng before it is read for its conversations: they may stand behind the packets that they open. Walks the
 * container only; no packet is looked into. For files that can be read twice; a pipe has only the keys that came before.
 */
import type { Platform } from "@creance/core";
import { createCaptureParser } from "../container/capture-parser.ts";
import { captureKind, MAGIC_BYTES } from "../container/magic.ts";
import type { KeyLog } from "./key-log.ts";

/** Takes a capture for its key logs alone. */
export interface CaptureKeys {
  /**
   * Takes the next bytes; `chunk` is borrowed. False when no further bytes are worth reading: a pcap holds no keys. Throws `FormatError` when
   * the bytes are no capture.
   */
  push(chunk: Uint8Array): boolean;
  /** Ends the capture. How many key logs it held. */
  end(): number;
}

/** Opens a collector that adds to `keyLog`. Issues are left to the reading that follows. */
export function createKeyLogCollector({ platform, keyLog }: { readonly platform: Platform; readonly keyLog: KeyLog }): CaptureKeys {
  let keyLogs = 0;
  const nothing = (): void => {};
  const parser = createCaptureParser({
    platform,
    handlers: {
      packet: nothing,
      keyLog(text) {
        keyLogs++;
        keyLog.add(text);
      },
      resolvedName: nothing,
      app: nothing,
      interfaceStatistics: nothing,
      issue: nothing,
    },
  });
  let isPcap: boolean | undefined;
  return {
    push(chunk) {
      if (chunk.byteLength > 0) isPcap ??= captureKind(chunk.subarray(0, MAGIC_BYTES)) === "pcap"; // the first chunk only
      if (isPcap === true) return false;
      parser.push(chunk);
      return true;
    },
    end() {
      if (isPcap !== true) parser.end();
      return keyLogs;
    },
  };
}
