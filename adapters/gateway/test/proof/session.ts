// A small session folder, as a gateway leaves it: two files of each capture, three marks, synthetic addresses.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writePcap } from "@creance/capture";
import type { SessionDocument } from "../../src/keeper/session-folder.ts";

/** Start of the session. */
export const startUs = 1_780_000_000_000_000;

export const seconds = (count: number): number => startUs + count * 1_000_000;

const frame = (number: number): Uint8Array => new Uint8Array(60).fill(number);
const pcap = (linkType: number, from: number, count: number): Uint8Array =>
  writePcap(
    Array.from({ length: count }, (_, index) => ({ timeUs: seconds(from + index), bytes: frame(index) })),
    { linkType },
  );
const jsonLines = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** Name lines and connections by their seconds. */
export const namesSeconds = [5, 95, 150, 205, 290] as const;

/** Writes it. Marks: `start` at 0 s, `a` at 100 s, `b` at 200 s. Captures begin a new file every 50 s. */
export function writeSession(folder: string, changes: Partial<SessionDocument> = {}): string {
  mkdirSync(folder, { recursive: true });
  const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);
  const session = {
    format: "creance-hold-session/1",
    version: "0.1.0",
    startedUs: startUs,
    mode: "named-services",
    title: "Test",
    machine: { tools: { nft: "nftables v1.0.6", dnsmasq: null }, kernel: "6.1.0" },
    lan: { interface: "lan", mac: "02:00:00:00:00:01", ip: "10.77.0.1" },
    control: "a.example",
    wan: { interface: "wan", mac: "02:00:00:00:00:02", ip: null },
    ...changes,
  };
  put("session.json", JSON.stringify(session));
  put("policy.yaml", "version: 1\n");
  put("rules.nft", "table inet hold\n");
  put("listing.jsonl", "");
  const counts = (at: number, mark: string | null) => ({ kind: "counts", timeUs: seconds(at), mark });
  const gate = [
    { kind: "started", timeUs: startUs },
    counts(0, "start"),
    counts(50, null),
    counts(100, "a"),
    counts(200, "b"),
    counts(250, "c"),
  ];
  put("gate.jsonl", jsonLines(gate));
  put("names.jsonl", jsonLines(namesSeconds.map((at) => ({ kind: "question", fromUs: seconds(at), untilUs: seconds(at) + 900_000 }))));
  const flow = (number: number, start: number, end: number) => ({
    kind: "flow",
    flow: number,
    startUs: seconds(start),
    endUs: seconds(end),
  });
  put("relay.jsonl", `${jsonLines([flow(1, 10, 20), flow(2, 60, 130), flow(3, 210, 220)])}{"kind":"flow","fl`);
  for (const [side, linkType] of [
    ["lan", 1],
    ["wan", 1],
    ["denied", 239],
  ] as const) {
    for (let file = 0; file < 6; file++) put(`${side}-00000${file + 1}.pcap`, pcap(linkType, file * 50, 50));
  }
  return folder;
}
