/** No value that was looked for stands in a finding: not in a path, host, topic or name of a field either. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Identifiers } from "../src/index.ts";
import { auditParts, labFlight, type TestPart } from "./content-parts.ts";

const imei = "356938035643809";
const mail = "pilot.seven@example.org";
const identifiers: Identifiers = { imei, email: mail, mac: "a4:5e:60:c2:11:9f", ssid: "Yard 7" };
const serial = "1ZNBJ7E00C00QT";

/** A request with this path (and host). */
function request(path: string, host = "t.example"): TestPart {
  return {
    bytes: `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    role: "head",
    http: { host, method: "GET", path, status: null },
  };
}

describe("what a finding repeats from the capture", () => {
  test.each([
    ["as it is", `/t?imei=${imei}&v=1`, "/t?imei=[identifiers.imei[0]]&v=1"],
    ["inside a word", `/t?k=x${imei}y&imei=${imei}`, "/t?k=x[identifiers.imei[0]]y&imei=[identifiers.imei[0]]"],
    ["percent-coded", `/t?m=${encodeURIComponent(mail)}`, "/t?m=[identifiers.email[0]]"],
    ["percent-coded twice", `/t?m=${encodeURIComponent(encodeURIComponent(mail))}&v=1`, "/t?m=[identifiers.email[0]]&v=1"],
    ["in hexadecimal", `/t?k=${Buffer.from(imei).toString("hex")}&v=1`, "/t?k=[identifiers.imei[0]]&v=1"],
    ["hashed", `/t/${createHash("sha256").update(imei).digest("hex")}`, "/t/[identifiers.imei[0]]"],
    ["with separators", "/t?mac=A4-5E-60-C2-11-9F", "/t?mac=[identifiers.mac[0]]"],
    ["with a plus for a space", `/t?ssid=Yard+7&imei=${imei}`, "/t?ssid=[identifiers.ssid[0]]&imei=[identifiers.imei[0]]"],
    ["a flight's own", `/t?sn=${serial.toLowerCase()}`, "/t?sn=[FLIGHT.aircraftSerial[0]]"],
  ])("%s: the path names the needle instead", (_, path, shown) => {
    const result = auditParts([request(path)], { identifiers, flights: [labFlight()], weak: true });
    expect(result.findings.length).toBeGreaterThan(0);
    for (const { http } of result.findings) expect(http?.path).toBe(shown);
  });

  test("coded together with other things: nothing of the value is left", () => {
    const json = JSON.stringify({ v: 1, imei, sn: serial });
    const path = `/t?data=${Buffer.from(json).toString("base64url")}&v=2`;
    const { findings } = auditParts([request(path)], { identifiers, flights: [labFlight()] });
    expect(findings.map(({ kind }) => kind).sort()).toEqual(["aircraftSerial", "imei"]);
    for (const { http } of findings) {
      const left = /data=(.*)&v=2$/.exec(http?.path ?? "")?.[1] ?? "";
      expect(left).toContain("[identifiers.imei[0]]");
      for (const piece of left.split(/\[[^\]]*\]\]/)) {
        const text = Buffer.from(piece, "base64url").toString("latin1");
        expect(text).not.toContain(imei.slice(0, 8));
        expect(text).not.toContain(imei.slice(-8));
      }
    }
  });

  test("another needle of the same message is not told by the finding of one", () => {
    const { findings } = auditParts([request(`/t?imei=${imei}&m=${mail}`)], { identifiers });
    expect(findings.length).toBe(2);
    for (const finding of findings) {
      expect(JSON.stringify(finding)).not.toContain(imei);
      expect(JSON.stringify(finding)).not.toContain(mail);
    }
  });

  test("hosts, topics, names of fields and sentences", () => {
    const host = `${imei}.t.example`;
    const { findings } = auditParts(
      [
        request("/a", host),
        { bytes: `{"${mail}":{"imei":"${imei}"}}`, http: null },
        { bytes: `{"imei":"${imei}"}`, role: "payload", topic: `devices/${imei}/state`, transport: ["mqtt"], http: null },
      ],
      { identifiers },
    );
    expect(findings.map(({ flow }) => flow.flowId).sort()).toEqual(expect.arrayContaining(["f0", "f1", "f2"]));
    expect(findings.find(({ flow }) => flow.flowId === "f0")?.sentence).toContain("went to [identifiers.imei[0]].t.example");
    expect(findings.find(({ topic }) => topic !== null)?.topic).toBe("devices/[identifiers.imei[0]]/state");
    expect(JSON.stringify(findings)).not.toContain(imei);
    expect(JSON.stringify(findings)).not.toContain(mail);
  });

  test("what is no secret stays: addresses, the host of a mail address, names of files", () => {
    const path = "/upload/DJI_0042.JPG?v=12";
    const { findings } = auditParts([{ ...request(`${path}&imei=${imei}`, "www.example.org") }], { identifiers });
    expect(findings[0]?.http).toEqual({ host: "www.example.org", method: "GET", path: `${path}&imei=[identifiers.imei[0]]`, status: null });
  });
});
