/** Claims that rest on which host was talked to: C11 updates, C17 keys of records, C22 the platform itself. */
import { type ClaimRule, notObserved, notTestable } from "../claim-rule.ts";
import { findingsText, ofKinds, tallyText } from "../evidence-text.ts";

/** The host that gives keys for records, as the catalogue writes it. */
const KEY_HOST = "dev.dji.com";
const PLATFORM = /\b(aircraft|drone|dock|remote|controller|rc|smart controller)\b/i;

/** C11: asked for packages outside the store. What somebody would do with it is not testable. */
export const selfUpdate: ClaimRule = {
  sort: ({ row, leaves, bytesOut }) => (leaves && bytesOut > 0 && row.endpoint?.role === "self-update" ? "asked" : null),
  judge(evidence) {
    const asked = evidence.tally("asked");
    const use = { title: "Use against somebody", verdict: "NOT TESTABLE", because: "Intent leaves no packets." } as const;
    if (asked.conversations === 0) {
      const because = "No conversation with a host that hands out packages, by the catalogue.";
      return notObserved(because, { parts: [{ title: "Capability", verdict: "NOT OBSERVED", because }, use] });
    }
    const because = `The app's network asked a service that hands out packages: ${tallyText(asked)}. Whether a package was installed is not shown.`;
    return {
      verdict: "SUPPORTED",
      because,
      basis: "names",
      conversations: asked.cited,
      parts: [{ title: "Capability", verdict: "SUPPORTED", because }, use],
    };
  },
};

/** C17: the key host was asked; contradicted when the record itself went there. */
export const recordKeys: ClaimRule = {
  sort: ({ row, leaves, bytesOut }) => (leaves && bytesOut > 0 && row.endpoint?.pattern === KEY_HOST ? "asked" : null),
  judge(evidence) {
    const asked = evidence.tally("asked");
    const toHost = evidence.found.filter(({ seen }) => seen.row.endpoint?.pattern === KEY_HOST);
    const records = ofKinds(toHost, ["flightRecord", "track", "picture", "video"]);
    if (records.length > 0) {
      return {
        verdict: "CONTRADICTED",
        because: `More than a question for keys went to the host that gives them: ${findingsText(records)}.`,
        basis: "contents",
        findings: records,
        conversations: asked.cited,
      };
    }
    if (asked.conversations === 0)
      return notTestable("The host that gives keys was not talked to: capture the decrypting of a record to test this.");
    return {
      verdict: "SUPPORTED",
      because: `The host that gives keys was asked: ${tallyText(asked)}. No record was found in what could be read of it.`,
      basis: "names",
      conversations: asked.cited,
    };
  },
};

/** C22: the platform alone behind a gateway. */
export const platformTalksToMaker: ClaimRule = {
  sort: ({ makers, leaves, bytesOut }) => (makers && leaves && bytesOut > 0 ? "maker" : null),
  judge(evidence) {
    const { device, capturePoint } = evidence.context.statement;
    const gateway = capturePoint === "gatewayLan" || capturePoint === "gatewayWan";
    if (device === null || !PLATFORM.test(device) || !gateway) {
      return notTestable(
        'State that the device is the aircraft, dock or controller ("device") and that a gateway captured it ("capturePoint").',
      );
    }
    const maker = evidence.tally("maker");
    if (maker.conversations === 0) {
      return notObserved("The platform talked to no host that the catalogue knows as the maker's.", {
        notCovered: ["A modem in the aircraft or dock is outside the capture."],
      });
    }
    return {
      verdict: "CONTRADICTED",
      because: `The platform talked to the maker: ${tallyText(maker)}.`,
      basis: "packets",
      conversations: maker.cited,
      caps: [{ at: "moderate", because: "It rests on the operator's word for which device it was." }],
    };
  },
};
