/** Ten thousand identifiers at once: those that were sent are found, no other, and what is not kept is counted. */
import { describe, expect, test } from "vitest";
import type { AuditOptions, AuditResult, Identifiers } from "../src/index.ts";
import { auditParts, told } from "./content-parts.ts";

const audited = (identifiers: Identifiers, bytes: string, options: Partial<AuditOptions> = {}): AuditResult =>
  auditParts([{ bytes }], { identifiers, ...options }, 65_536);
const serialOf = (at: number): string => `1ZNBJ${String(at).padStart(7, "0")}QT`;

describe("10,000 identifiers", () => {
  const identifiers: Identifiers = {
    aircraftSerial: Array.from({ length: 4000 }, (_, at) => serialOf(at)),
    email: Array.from({ length: 3000 }, (_, at) => `person${at}@mail.example`),
    ssid: Array.from({ length: 3000 }, (_, at) => `network of house ${at}`),
  };

  test("those that were sent are found and no other, decoys included; nothing is missed by number", () => {
    const result = audited(identifiers, `{"sn":"${serialOf(3999)}","mail":"person17@mail.example","wifi":["network of house 2999"]}`);
    expect(told(result).sort()).toEqual([
      "aircraftSerial identifiers.aircraftSerial[3999] json,text",
      "email identifiers.email[17] json,text",
      "ssid identifiers.ssid[2999] json,text",
    ]);
    const { needles, decoys, decoyHits, controls } = result.coverage.search;
    expect(needles).toMatchObject({ aircraftSerial: 4000, email: 3000, ssid: 3000 });
    expect(decoys.every(({ searched }) => searched >= 20)).toBe(true);
    expect(decoyHits).toEqual([]);
    expect(controls.planted).toBeGreaterThan(0);
    expect(controls.missed).toEqual([]);
  });

  test("a body that names all of them: bounded, each found once, what was not kept is said", () => {
    const body = `[${Array.from({ length: 4000 }, (_, at) => `"${serialOf(at)}"`).join()}]`;
    const result = audited(identifiers, body, { limits: { maxFindings: 1000 } });
    expect(result.findings).toHaveLength(1000);
    expect(result.coverage.search.droppedFindings).toBe(3000);
    expect(result.coverage.gaps).toContainEqual(expect.stringContaining("3000 findings beyond the most that are kept"));
  });
});
