import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writePcap } from "@creance/capture";
import type { ProofVerdict } from "@creance/hold";
import { expect, test } from "vitest";
import { markAfter, markBefore } from "../../src/hold/proof-window.ts";
import { verdictLines } from "../../src/hold/verdict-lines.ts";
import { creance, temporaryFolder } from "../run-creance.ts";

const room = temporaryFolder();
const startUs = Date.UTC(2026, 4, 3, 9) * 1000;
const marks = [0, 100, 200].map((at, index) => ({ mark: `m${index}`, timeUs: startUs + at * 1e6 }));

/** A session that has ended, with marks at 0, 100 and 200 seconds and a packet every second. Nothing of it was ever a real gateway's. */
function writeSession(name: string): string {
  const session = join(room, name);
  mkdirSync(session);
  const put = (file: string, content: string | Uint8Array): void => writeFileSync(join(session, file), content);
  const link = (name: string, mac: string, ip: string | null) => ({ interface: name, mac, ip });
  put(
    "session.json",
    JSON.stringify({
      format: "creance-hold-session/1",
      mode: "named-services",
      control: "control.example",
      machine: { tools: {}, kernel: "0" },
      version: "0.1.0",
      lan: link("lan", "02:00:00:00:00:01", "10.77.0.1"),
      wan: link("wan", "02:00:00:00:00:02", null),
    }),
  );
  put("policy.yaml", "version: 1\n");
  put("rules.nft", "");
  put("listing.jsonl", "");
  put("gate.jsonl", marks.map(({ mark, timeUs }) => `${JSON.stringify({ kind: "counts", mark, timeUs })}\n`).join(""));
  put("names.jsonl", "");
  put("relay.jsonl", "");
  const packets = Array.from({ length: 200 }, (_, at) => ({ timeUs: startUs + at * 1e6, bytes: new Uint8Array(60) }));
  for (const [side, linkType] of [["lan", 1] as const, ["wan", 1] as const, ["denied", 239] as const]) {
    put(`${side}-000001.pcap`, writePcap(packets, { linkType }));
  }
  return session;
}

test("a window goes from the mark before it to the mark after it", () => {
  const at = (seconds: number): number => startUs + seconds * 1e6;
  expect(markBefore(marks, undefined).mark).toBe("m0");
  expect(markBefore(marks, at(100)).mark).toBe("m1");
  expect(markBefore(marks, at(199)).mark).toBe("m1");
  expect(markAfter(marks, undefined).mark).toBe("m2");
  expect(markAfter(marks, at(100)).mark).toBe("m1");
  expect(markAfter(marks, at(101)).mark).toBe("m2");
  for (const act of [() => markBefore(marks, at(-1)), () => markAfter(marks, at(201)), () => markBefore([], undefined)]) {
    expect(act).toThrow(expect.objectContaining({ code: "no-mark" }));
  }
});

test("prove of a session that has ended: the bundle is made and told not to hold, with the reasons", async () => {
  const session = writeSession("made-up");
  const out = join(room, "proof");
  const flight = join(room, "flight.gpx");
  writeFileSync(
    flight,
    '<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg><trkpt lat="1" lon="2"><time>2026-05-03T09:00:10Z</time></trkpt><trkpt lat="1" lon="2.001"><time>2026-05-03T09:01:10Z</time></trkpt></trkseg></trk></gpx>',
  );
  const ran = await creance([
    "hold",
    "prove",
    "--session",
    session,
    "--out",
    out,
    "--flight",
    flight,
    "--until",
    "2026-05-03T09:01:00Z",
    "--json",
  ]);
  expect(ran.stderr).not.toContain("bug");
  expect(ran.status).toBe(1);
  const verdict = JSON.parse(ran.stdout) as ProofVerdict & { readonly folder: string };
  expect([verdict.ok, verdict.folder]).toEqual([false, out]);
  expect(verdict.failures.length).toBeGreaterThan(0);
  const document = JSON.parse(readFileSync(join(out, "proof.json"), "utf8"));
  expect(document).toMatchObject({ fromMark: "m0", untilMark: "m1", control: "control.example", flight: { file: "flight.gpx" } });
  expect(document.flight.sha256).toBe(createHash("sha256").update(readFileSync(flight)).digest("hex"));
  expect([document.flight.startUs, document.flight.endUs]).toEqual([startUs + 10e6, startUs + 70e6]);
});

test("what does not go together is wrong use, before anything is written", async () => {
  const out = join(room, "never", "proof");
  for (const words of [
    ["--for", "20m", "--from", "2026-05-03"],
    ["--session", room, "--for", "20m"],
    ["--session", room, "--control"],
    ["--until", "2026-05-03", "--control"],
  ]) {
    const { status, stderr } = await creance(["hold", "prove", "--out", out, ...words]);
    expect([status, stderr.includes("No proof was made.")], stderr).toEqual([2, true]);
  }
  expect(existsSync(join(room, "never"))).toBe(false);
  const { status, stderr } = await creance(["hold", "prove", "--out", room, "--for", "20m"]);
  expect([status, stderr.includes("is there already")]).toEqual([2, true]);
}, 180_000);

test("verify: a folder that is not there is wrong use; one that is no bundle is a verdict with exit status 1", async () => {
  expect((await creance(["hold", "verify", join(room, "nothing"), "--json"])).status).toBe(2);
  const empty = join(room, "empty");
  mkdirSync(empty);
  const { status, stdout } = await creance(["hold", "verify", empty, "--json"]);
  const verdict = JSON.parse(stdout) as ProofVerdict;
  expect(status).toBe(1);
  expect(verdict).toMatchObject({ ok: false, checked: [], fromUs: null });
  expect(verdict.failures[0]).toEqual({ code: expect.any(String), where: expect.any(String), sentence: expect.any(String) });
}, 180_000);

test("keep: the captures of the local network, no others", async () => {
  const session = writeSession("kept");
  const before = readdirSync(session);
  const vault = join(room, "vault");
  const ran = await creance(["hold", "keep", "--session", session, "--vault", vault, "--runtime", join(room, "no-gateway"), "--json"]);
  expect(ran.status, ran.stderr).toBe(0);
  const lines = ran.stdout.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).path).filter(Boolean)).toEqual([join(session, "lan-000001.pcap")]);
  expect((await creance(["hold", "keep", "--session", join(room, "nothing"), "--vault", vault])).status).toBe(2);
  expect(readdirSync(session)).toEqual(before);
}, 180_000);

test("a verdict for people: the sentence, the reasons, what was tried, carried and checked; long lists are cut", () => {
  const verdict: ProofVerdict = {
    ok: false,
    checked: ["9 files are right."],
    failures: [{ code: "counter-sum", where: "counter lan_denied", sentence: "Numbers differ." }],
    sentence: "This proof does not hold.",
    fromUs: 0,
    untilUs: 1,
    tried: Array.from({ length: 25 }, (_, at) => ({
      fate: "refused" as const,
      counter: "lanDenied" as const,
      target: `203.0.113.${at}:443`,
      packets: 1,
      bytes: 60,
    })),
    carried: [{ what: "relay", target: "a.example", connections: 2, packets: 9, upBytes: 1_234, downBytes: 5 }],
    limits: ["Cellular."],
  };
  const lines = [...verdictLines(verdict)];
  expect(lines[0]).toBe("This proof does not hold.");
  expect(lines).toContain("  counter-sum (counter lan_denied): Numbers differ.");
  expect(lines).toContain("  refused     203.0.113.0:443  1 packet, 60 B");
  expect(lines).toContain("  and 5 more (--json has all)");
  expect(lines).toContain("  relay       a.example  2 connections, 9 packets, 1,234 bytes out, 5 in");
  expect(lines.slice(-4)).toEqual(["Checked, and found right", "  9 files are right.", "What this cannot show", "  Cellular."]);
});
