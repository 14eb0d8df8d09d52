/** What a subtitle file is, as data. */
import type { Format } from "../format.ts";

const TIMED = /^\d{1,9}\s*\r?\n\s*\d{1,3}:\d{2}:\d{2}[,.]\d{1,3}\s*-->/;
const UNTIMED = /^\d{1,9}\s*\r?\n\d{4}\.\d{1,2}\.\d{1,2} \d{1,2}:\d{2}:\d{2}[^\n]*\r?\n\[?(?:<font[^>]*>)?\[?latitude/;

/** SubRip subtitles: cameras write their telemetry into them. */
export const srtFormat: Format = {
  id: "srt",
  name: "SubRip subtitles",
  extensions: ["srt"],
  document: "docs/formats/srt.md",
  sniff: (head) => {
    const skip = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
    const text = String.fromCharCode(...head.subarray(skip, skip + 512)).replace(/^\s+/, "");
    if (TIMED.test(text)) return 0.95;
    return UNTIMED.test(text) ? 0.9 : 0;
  },
};
