/** C08: pictures tagged with position. C16: requests that tell where the site is. */
import { countText } from "../../coverage/quantity-text.ts";
import { type ClaimRule, notObserved, notTestable } from "../claim-rule.ts";
import { findingsText, ofKinds, tallyText } from "../evidence-text.ts";

/** C08: a position read from a picture's tags, whichever way the picture went. */
export const picturesTagged: ClaimRule = {
  judge(evidence) {
    const tagged = evidence.foundAnywhere.filter(({ finding }) => finding.encoding.includes("exif"));
    if (tagged.length === 0) {
      const because = "No picture with position tags was seen in the contents; the operator's own pictures decide it.";
      return notTestable(because, {
        log: { verdict: "NOT TESTABLE", because: "Pictures on this machine are not part of an audit; their pages list every tag." },
      });
    }
    return {
      verdict: "SUPPORTED",
      because: `Position tags stood inside pictures: ${countText(tagged.length, "finding")}.`,
      basis: "contents",
      findings: tagged,
    };
  },
};

/** C16: rectangles, circles and tiles around the track. */
export const placeQueries: ClaimRule = {
  sort({ row, leaves, uploadBytes }) {
    const role = row.endpoint?.role;
    return leaves && uploadBytes > 0 && (role === "location-query" || role === "third-party-maps" || role === "third-party-airspace")
      ? "asked"
      : null;
  },
  judge(evidence) {
    if (evidence.coverage.flights.length === 0)
      return notTestable("Choose a flight: without a track a request cannot be compared with a place.");
    const findings = ofKinds(evidence.found, ["placeQuery"]);
    if (findings.length === 0 && evidence.searched("placeQuery") === 0)
      return notTestable("No position of the flights can be read, so no request can be compared with a place.");
    const asked = evidence.tally("asked");
    const sealed = asked.conversations > 0 ? ` Besides, by the catalogue: ${tallyText(asked)} for zones, maps or heights.` : "";
    if (findings.length === 0) return notObserved(`No request was found that tells where the flight is.${sealed}`);
    const finest = findings.reduce(
      (least, { finding }) => Math.min(least, finding.precisionM ?? Number.POSITIVE_INFINITY),
      Number.POSITIVE_INFINITY,
    );
    const precision = Number.isFinite(finest) ? `; the finest tells it to ${Math.round(finest)} m` : "";
    return {
      verdict: "SUPPORTED",
      because: `Requests tell where the flight is: ${findingsText(findings)}${precision}.${sealed}`,
      basis: "contents",
      findings,
      conversations: asked.cited,
    };
  },
};
