/** One pass over the captures of refused packets (NFLOG). */
import { createNflogFields, type RawPacket, readNflog } from "@creance/capture";
import type { CounterName } from "../rules/counters.table.ts";
import type { DeniedMatch } from "./denied-match.ts";
import type { Findings } from "./findings.ts";
import { packetHash } from "./packet-hash.ts";
import { Tally } from "./tally.ts";
import { captureWindow, type ProofWindow } from "./window.ts";

/** Counters by the prefix that the rules log with. */
const prefixes: Readonly<Record<string, CounterName>> = {
  "hold-fragment": "lanFragment",
  "hold-quic": "lanQuic",
  "hold-local": "lanLocal",
  "hold-denied": "lanDenied",
  "hold-out": "outDenied",
  "hold-forward": "forwardDenied",
};

/** Takes the packets of the captures of refused packets. */
export class DeniedCheck {
  readonly tally: Tally;
  readonly packets: Tally;
  readonly #match: DeniedMatch;
  readonly #findings: Findings;
  readonly #fields = createNflogFields();

  constructor(window: ProofWindow, match: DeniedMatch, findings: Findings) {
    this.#match = match;
    this.#findings = findings;
    this.tally = new Tally(window);
    this.packets = new Tally(captureWindow(window, "denied"));
  }

  take(packet: RawPacket, file: string): void {
    const { view, bytes, start, end } = packet;
    const fields = this.#fields;
    const where = `${file}, packet ${packet.number}`;
    if (!readNflog(view, start, end, 0, fields)) {
      this.#findings.fail("capture-invalid", where, "This is no packet that a rule logged.");
      return;
    }
    const counter = prefixes[latin1(bytes, fields.prefixStart, fields.prefixEnd).trim()];
    if (counter === undefined) {
      this.#findings.fail("denied-missing", where, "A packet was logged by a rule that is not ours.");
      return;
    }
    const timeUs = Number.isNaN(fields.timeUs) ? packet.timeUs : fields.timeUs;
    // Counted when the capturing program took it, which is the time of its record.
    this.packets.add("all", 0, packet.timeUs);
    this.tally.add(counter, fields.payloadEnd - fields.payloadStart, timeUs);
    if (counter === "outDenied" || counter === "forwardDenied") return;
    this.#match.log(packetHash(bytes, fields.payloadStart, fields.payloadEnd, counter.length), timeUs, file, packet.number);
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < Math.min(end, start + 64); i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}
