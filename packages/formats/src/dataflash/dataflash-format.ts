/** What DataFlash logs are, as data: binary as the autopilot writes them, and the same as text. */
import type { Format } from "../format.ts";

/** First bytes of every message. */
export const HEAD_1 = 0xa3;
/** Second of them. */
export const HEAD_2 = 0x95;
/** Type of the message that defines the others; its length is fixed. */
export const FMT_TYPE = 128;
/** Bytes of a format message with its head. */
export const FMT_BYTES = 89;

/** ArduPilot logs as the autopilot writes them. */
export const dataflashFormat: Format = {
  id: "ardupilot-dataflash",
  name: "ArduPilot log (DataFlash)",
  extensions: ["bin"],
  document: "docs/formats/dataflash.md",
  sniff: (head) => {
    if (head[0] !== HEAD_1 || head[1] !== HEAD_2 || head[2] !== FMT_TYPE || head.byteLength < FMT_BYTES) return 0;
    // The first format usually defines itself: type 128, 89 bytes.
    return head[3] === FMT_TYPE && head[4] === FMT_BYTES ? 1 : 0.8;
  },
};

/** Where the first format of a log as text must stand. */
export const TEXT_HEAD_BYTES = 4096;

/** The same logs as text, one message a line. */
export const dataflashTextFormat: Format = {
  id: "ardupilot-dataflash-text",
  name: "ArduPilot log as text",
  extensions: ["log"],
  document: "docs/formats/dataflash.md",
  sniff: (head) => {
    let text = "";
    for (let at = 0; at < Math.min(head.byteLength, TEXT_HEAD_BYTES); at += 1) text += String.fromCharCode(head[at] as number);
    // Old logs begin with lines about the board; a mark of byte order may stand before the first.
    const at = text.search(/(^|\n|^\u00ef\u00bb\u00bf)FMT, ?\d{1,3}, ?\d{1,3}, ?[A-Z0-9_]{1,4}, ?[A-Za-z]+,/);
    return at < 0 ? 0 : at === 0 ? 0.95 : 0.9;
  },
};
