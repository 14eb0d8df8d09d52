/** What a zip archive is, as data. */
import type { Format } from "../format.ts";

/** zip archives: backups of phones and cloud exports come in them. */
export const zipFormat: Format = {
  id: "zip",
  name: "zip archive",
  extensions: ["zip"],
  document: "docs/formats/zip.md",
  sniff: (head) => {
    if (head.byteLength < 22 || head[0] !== 0x50 || head[1] !== 0x4b) return 0;
    if (head[2] === 3 && head[3] === 4) return (head[26] as number) + (head[27] as number) > 0 ? 0.95 : 0.5;
    return head[2] === 5 && head[3] === 6 ? 0.9 : 0;
  },
};
