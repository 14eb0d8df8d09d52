import type { AuditAnswer, AuditFinding } from "@creance/api";
import { encodingLayers, findingKinds } from "@creance/audit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changedAuditView,
  findingFilters,
  findingQueryOf,
  isNarrowed,
  parseAuditView,
  parseChosen,
  partsOf,
} from "../../src/watch/audit/audit-search.ts";
import { auditState } from "../../src/watch/audit/audit-state.ts";
import {
  chainWords,
  delayWords,
  encodingWords,
  exactWords,
  kindWords,
  packetWords,
  shareWords,
} from "../../src/watch/audit/finding-words.ts";
import { flightNames } from "../../src/watch/audit/flight-names.ts";
import { staysLocal } from "../../src/watch/audit/stays-local.ts";
import { whenStrip } from "../../src/watch/audit/when-strip.ts";
import { createWords } from "../../src/words/words.ts";

const words = createWords({ units: "metric", zone: "utc" });
const sha = "ab".repeat(32);

describe("the address of an audit", () => {
  test("what a view holds comes back; what means nothing is dropped", () => {
    const view = {
      captures: sha,
      flights: "0123456789abcdef",
      kind: "imei",
      way: "out",
      consent: "without",
      claim: "C03",
      weak: "1",
      sort: "sentUs",
    };
    expect(parseAuditView(view)).toEqual(view);
    expect(
      parseAuditView({ kind: "<script>", way: "sideways", weak: "yes", finding: "x", sort: "secret", captures: "nothing,../.." }),
    ).toEqual({});
  });

  test("no address makes it throw, and reading twice changes nothing", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("captures", "flights", "kind", "server", "flight", "claim", "sort"), fc.anything()),
        (raw) => {
          const once = parseAuditView(raw);
          expect(parseAuditView({ ...once })).toEqual(once);
        },
      ),
    );
  });

  test("chosen captures and flights: each once, at most as many as an audit takes", () => {
    expect(parseChosen({ captures: `${sha},${sha},short` })).toEqual({ captures: sha });
    const many = Array.from({ length: 80 }, (_, at) => at.toString(16).padStart(64, "0")).join(",");
    expect(partsOf(parseChosen({ captures: many }).captures)).toHaveLength(50);
    expect(partsOf(undefined)).toEqual([]);
  });

  test("a view asks what it says; another filter closes the finding that is open", () => {
    const view = parseAuditView({ kind: "imei", way: "in", claim: "C07", finding: "0123456789abcdef" });
    expect(findingQueryOf("x", view)).toEqual({ id: "x", kind: "imei", direction: "in", among: "C07", weak: false });
    expect(changedAuditView(view, { kind: undefined })).toEqual({ way: "in", claim: "C07" });
    expect(changedAuditView(view, { sort: "kind" }).finding).toBe("0123456789abcdef");
    expect(isNarrowed({ weak: "1", sort: "kind" })).toBe(false);
    for (const name of findingFilters) expect(isNarrowed({ [name]: "x" })).toBe(true);
  });
});

describe("findings in words", () => {
  test("every kind and every layer has a word of its own", () => {
    expect(new Set(findingKinds.map(kindWords)).size).toBe(findingKinds.length);
    for (const kind of findingKinds) expect(kindWords(kind)).not.toBe(kind);
    const layers = Object.keys(encodingLayers);
    expect(new Set(layers.map((layer) => encodingWords([layer]))).size).toBe(layers.length);
    expect(kindWords("unheardOf")).toBe("unheardOf");
  });

  test("the chain goes from the outside in", () => {
    const finding = {
      flow: { transport: "tcp" },
      carriedIn: ["tls1.3", "http2"],
      encoding: ["gzip", "json", "text"],
    } as unknown as AuditFinding;
    expect(chainWords(finding)).toBe("TCP → TLS 1.3 → HTTP/2 → gzip → JSON → plain text");
  });

  test("how exact, how late, which packets, which share", () => {
    expect(exactWords({ class: "near", precisionM: 12.34, kind: "position" }, words)).toBe("near, 12.3 m off");
    expect(exactWords({ class: "area", precisionM: 2400, kind: "placeQuery" }, words)).toBe("the area, within 2.40 km");
    expect(exactWords({ class: null, precisionM: null, kind: "imei" }, words)).toBeNull();
    expect([null, 0.2, 4, -90, 600, 7200].map(delayWords)).toEqual([
      null,
      "at the moment it tells of",
      "4 s after the moment it tells of",
      "90 s before the moment it tells of",
      "10 min after the moment it tells of",
      "2.0 h after the moment it tells of",
    ]);
    expect(packetWords({ packets: [1204], morePackets: false })).toBe("packet 1,204");
    expect(packetWords({ packets: [1, 2], morePackets: false })).toBe("packets 1, 2");
    expect(packetWords({ packets: [1, 9], morePackets: true })).toBe("2 or more packets, 1 to 9");
    expect(packetWords({ packets: [], morePackets: false })).toBe("no packet of its own");
    expect([
      shareWords(0, 0),
      shareWords(0, 5),
      shareWords(1, 1000),
      shareWords(996, 1000),
      shareWords(79, 1000),
      shareWords(5, 5),
    ]).toEqual(["none", "0 %", "below 1 %", "above 99 %", "8 %", "all"]);
  });

  test("what stays on the spot: both ends private or multicast", () => {
    expect(staysLocal({ origIp: "0.0.0.0", respIp: "255.255.255.255" })).toBe(true);
    expect(staysLocal({ origIp: "192.168.1.5", respIp: "224.0.0.251" })).toBe(true);
    expect(staysLocal({ origIp: "fe80::1", respIp: "ff02::fb" })).toBe(true);
    expect(staysLocal({ origIp: "192.168.1.5", respIp: "198.51.100.7" })).toBe(false);
    expect(staysLocal({ origIp: "192.168.1.5", respIp: "no address" })).toBe(false);
  });
});

test("the strip of times: each finding in one step, flights within the captures' time", () => {
  const answer = {
    moments: [0, 1, 1, 99, 250].map((sentUs, at) => ({ findingId: String(at), sentUs, consent: at === 3 })),
    coverage: {
      captures: [{ firstTimeUs: 0, lastTimeUs: 100 }],
      flights: [
        { label: "F", startUs: -50, endUs: 50 },
        { label: "later", startUs: 200, endUs: 300 },
      ],
    },
  } as unknown as AuditAnswer;
  const strip = whenStrip(answer);
  expect(strip?.flights).toEqual([{ label: "F", start: 0, end: 0.5 }]);
  expect(strip?.steps.map(({ without, withConsent }) => without + withConsent)).toEqual([1, 2, 1, 1]);
  expect(strip?.steps.find(({ withConsent }) => withConsent > 0)?.at).toBe(118);
  expect(strip?.most).toBe(2);
  expect(whenStrip({ ...answer, moments: [] })).toBeNull();
});

test("sentences call flights by their names; needles keep theirs", () => {
  const named = flightNames([
    { id: "e7f6b83ec53ca31d", name: "Vidigueira, PT", startUs: null, timeZone: null },
    { id: "0123456789abcdef", name: null, startUs: null, timeZone: null },
  ]);
  expect(named("They end 9 s after flight e7f6b83ec53ca31d.")).toBe("They end 9 s after flight Vidigueira, PT.");
  expect(named("consistent with e7f6b83ec53ca31d.files[0] by size")).toBe("consistent with the record of Vidigueira, PT by size");
  expect(named("e7f6b83ec53ca31d.aircraftSerial[0]")).toBe("e7f6b83ec53ca31d.aircraftSerial[0]");
  expect(named("0123456789abcdef")).toBe("0123456789abcdef");
});

test("the word for the glance: consent decides; little that could be read is not nothing", () => {
  const answer = (counts: object, bytes: object) =>
    ({
      counts: { withoutConsent: 0, out: 0, ...counts },
      coverage: { bytesOut: { plain: 0, decrypted: 0, sealed: 0, missing: 0, unread: 0, ...bytes } },
    }) as unknown as AuditAnswer;
  expect(auditState(answer({ withoutConsent: 1, out: 3 }, {})).tone).toBe("bad");
  expect(auditState(answer({ out: 3 }, {})).tone).toBe("good");
  expect(auditState(answer({}, { plain: 10, sealed: 90 }))).toEqual({ word: "Nothing found in what could be read", tone: "warn" });
  expect(auditState(answer({}, { plain: 90, sealed: 10 })).tone).toBe("none");
});
