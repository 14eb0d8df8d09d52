import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countRequests, foldRequests, type RequestDocument, type RequestEntry, readRequestDocument, requestText } from "../../src/index.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);
const in2026 = Date.UTC(2026, 2, 3) * 1000;
const document: RequestDocument = {
  version: 1,
  asker: "Harbour police",
  reference: "HP-12/26",
  scope: "Pictures of the quay on 1 March",
  decisionReason: null,
  attachments: [{ sha256: "c".repeat(64), title: "letter" }],
  notes: null,
};

type Bare = RequestEntry extends infer Entry ? (Entry extends RequestEntry ? Omit<Entry, "sequence" | "timeUs"> : never) : never;
const entered = (...entries: readonly Bare[]): readonly RequestEntry[] =>
  entries.map((entry, sequence) => ({ ...entry, sequence, timeUs: in2026 + sequence }) as RequestEntry);
const asked = (requestId: string, hash = "1"): Bare => ({
  kind: "requestEntered",
  requestId,
  basis: "warrant",
  receivedUs: in2026,
  dueUs: null,
  documentHash: hash.repeat(64),
});
const gave = (requestId: string, digit: string): Bare => ({
  kind: "disclosed",
  requestId,
  sha256: digit.repeat(64),
  shareId: null,
  how: "medium",
});

describe("the register", () => {
  it("follows what was entered, decided, corrected and given", () => {
    const requests = foldRequests(
      entered(
        asked(A),
        { kind: "requestSettled", requestId: A, decision: "partly", documentHash: "2".repeat(64) },
        gave(A, "d"),
        gave(A, "d"),
        gave(A, "e"),
        { ...asked(A, "3"), basis: "subpoena" } as Bare,
        gave(B, "f"),
        { kind: "requestSettled", requestId: B, decision: "granted", documentHash: "4".repeat(64) },
      ),
    );
    expect([...requests.keys()]).toEqual([A]);
    expect(requests.get(A)).toMatchObject({
      basis: "subpoena",
      decision: "partly",
      decidedUs: in2026 + 1,
      documentHash: "3".repeat(64),
      documentHashes: ["1", "2", "3"].map((digit) => digit.repeat(64)),
    });
    expect(countRequests(requests.values())).toEqual([
      { year: 2026, basis: "subpoena", decision: "partly", requests: 1, answered: 1, items: 2 },
    ]);
  });

  it("an undecided request is open, also when it is opened again", () => {
    const again = foldRequests(
      entered(
        asked(A),
        { kind: "requestSettled", requestId: A, decision: "refused", documentHash: "2".repeat(64) },
        { kind: "requestSettled", requestId: A, decision: "open", documentHash: "2".repeat(64) },
      ),
    );
    expect(again.get(A)).toMatchObject({ decision: "open", decidedUs: null });
  });

  it("counts add up to the requests, however they are ordered", () => {
    const one = fc.record({
      kind: fc.constant("requestEntered" as const),
      requestId: fc.stringMatching(/^[0-9a-f]{32}$/),
      basis: fc.constantFrom("warrant" as const, "consent" as const),
      receivedUs: fc.integer({ min: 0, max: Date.UTC(2040, 0) }).map((ms) => ms * 1000),
      dueUs: fc.constant(null),
      documentHash: fc.constant("1".repeat(64)),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (entries) => {
        const counts = countRequests(foldRequests(entered(...entries)).values());
        expect(counts.reduce((sum, { requests }) => sum + requests, 0)).toBe(new Set(entries.map(({ requestId }) => requestId)).size);
        expect(countRequests(foldRequests(entered(...entries.slice().reverse())).values()).length).toBeLessThanOrEqual(entries.length);
      }),
    );
  });
});

describe("a request's document", () => {
  it("comes back as it was written", () => {
    expect(readRequestDocument(requestText(document))).toEqual(document);
    expect(readRequestDocument(null)).toBeNull();
  });

  it("that cannot be read back is refused before it is entered", () => {
    for (const wrong of [
      { asker: " " },
      { scope: "x".repeat(5_001) },
      { attachments: [{ sha256: "no", title: "x" }] },
      { attachments: Array.from({ length: 41 }, () => document.attachments[0]) },
      { extra: 1 },
    ]) {
      expect(() => requestText({ ...document, ...wrong } as RequestDocument)).toThrow(
        expect.objectContaining({ code: "bad-request-document" }),
      );
    }
  });

  it("any text is a document or none, never an error", () => {
    const text = requestText(document);
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (any) => void readRequestDocument(any)));
    for (let cut = 0; cut < text.length; cut += 1) expect(readRequestDocument(text.slice(0, cut))).toBeNull();
  });
});
