/** Claims about intent, law, staff, storage and radio: never a verdict, but the facts that stand beside. */
import { formatBytes } from "@creance/core";
import { type ClaimRule, notTestable } from "../claim-rule.ts";
import { tallyText } from "../evidence-text.ts";

/** C09: what a maker hands to a government happens on its servers. */
export const handedToGovernment: ClaimRule = {
  sort: ({ uploadBytes, placed }) => (uploadBytes > 0 && placed.country === "CN" ? "china" : null),
  judge(evidence) {
    const china = evidence.tally("china");
    const beside =
      china.conversations === 0
        ? "No server of these captures is placed in China by two databases."
        : `Beside it: ${tallyText(china)} that two databases place in China.`;
    return notTestable(`What is handed on happens on servers, and no capture shows it. ${beside}`, { conversations: china.cited });
  },
};

/** C14: who may read what is stored. */
export const storedMeansPrivate: ClaimRule = {
  judge: () => notTestable("The place of storage says nothing about who may read, and no capture shows who does."),
};

/** C20: whether requests are followed. */
export const followsRequests: ClaimRule = {
  judge: () => notTestable("Whether a government's requests are followed is a question of law and of servers; no capture shows it."),
};

/** C21: what somebody used data for. */
export const usedAgainst: ClaimRule = {
  judge: ({ coverage }) =>
    notTestable(
      `Intent leaves no packets. What went out and to whom is listed above (${formatBytes(coverage.bytesOut.plain + coverage.bytesOut.decrypted)} were read); what your own files show of a site stands on their pages.`,
    ),
};

/** C23: DroneID goes by radio. */
export const radio: ClaimRule = {
  judge: () => notTestable("DroneID and the video link go by radio, which is not in a network capture."),
};
