/** Faults of the framing of HTTP/2 and HTTP/3: code, the field, and the sentence for a person. */
import type { Issue } from "@creance/core";

/** All of them (docs/formats/captures.md, Contents). */
export const framingIssues = {
  framesLost: {
    code: "frames-lost",
    field: "frame",
    sentence: "In an HTTP/2 or HTTP/3 connection the place of the frames was lost; what stood before they were found again was not read.",
  },
  headsUnreadable: {
    code: "heads-unreadable",
    field: "HEADERS",
    sentence:
      "Header blocks of an HTTP/2 or HTTP/3 connection cannot be decoded: they refer to what is missing or damaged. Bodies go on without them.",
  },
  exchangesCrowded: {
    code: "exchanges-crowded",
    field: "stream",
    sentence: "A connection has more streams open at once than are kept; the oldest were given up.",
  },
} as const satisfies Record<string, Omit<Issue, "offset">>;
