/** Holds the kernel's counters, link counts and capture counts against what the captures hold. */
import type { CaptureCounts } from "../log/types.ts";
import { type CounterName, counters } from "../rules/counters.table.ts";
import type { DeniedCheck } from "./denied-check.ts";
import type { Findings } from "./findings.ts";
import type { LanCheck } from "./lan-check.ts";
import { fits, fitsPackets, type Tallied, tallyWords } from "./tally.ts";
import type { WanCheck } from "./wan-check.ts";
import type { ProofWindow } from "./window.ts";

/** Counters of packets from the local network. */
const lanCounters = (Object.keys(counters) as CounterName[]).filter((name) => name.startsWith("lan"));

/** Longest frame with a VLAN tag and nothing behind it that has a meaning. */
const MOST_STUB_BYTES = 19;

/** The three passes that were made. */
export interface Passes {
  readonly lan: LanCheck;
  readonly wan: WanCheck;
  readonly denied: DeniedCheck;
}

/** Checks all counts. */
export function checkCounts(passes: Passes, window: ProofWindow, findings: Findings): void {
  checkLanCounters(passes, window, findings);
  checkOwnCounters(passes, window, findings);
  checkLinks(passes, window, findings);
  checkCaptures(passes, window, findings);
}

function difference(window: ProofWindow, name: CounterName): { readonly packets: number; readonly bytes: number } {
  const [from, until] = [window.from.counters[name], window.until.counters[name]];
  return { packets: until.packets - from.packets, bytes: until.bytes - from.bytes };
}

function checkLanCounters({ lan, denied }: Passes, window: ProofWindow, findings: Findings): void {
  let packets = 0;
  for (const name of lanCounters) {
    const counted = difference(window, name);
    const captured = lan.tally.of(name);
    packets += counted.packets;
    if (!fits(captured, counted.packets, counted.bytes)) {
      findings.fail(
        "counter-sum",
        `counter ${counters[name].nft}`,
        `The kernel counted ${counted.packets} packets, ${counted.bytes} bytes; the local capture holds ${tallyWords(captured)}.`,
      );
    }
    if (counters[name].denied && !fitsPackets(denied.tally.of(name), counted.packets)) {
      findings.fail(
        "denied-missing",
        `counter ${counters[name].nft}`,
        `The kernel counted ${counted.packets} packets; the log of refusals holds ${tallyWords(denied.tally.of(name))}.`,
      );
    }
  }
  if (!findings.has("counter-sum")) {
    findings.checked.push(
      `${packets} packets from the local network, each by one of ${lanCounters.length} counters: the kernel's sums are those of the capture.`,
    );
  }
}

/** The gateway's own packets: not more on the wire than the rules let out. */
function checkOwnCounters({ wan, denied }: Passes, window: ProofWindow, findings: Findings): void {
  for (const name of ["wanRelay", "wanResolver", "wanManage"] as const) {
    const counted = difference(window, name);
    const captured = wan.tally.of(name);
    const { packets, bytes } = captured;
    // A large packet that the card cuts counts once in the kernel; each part more has headers more (20 to 60 bytes each of IP and TCP), and
    // begins where the part before it ended.
    const parts = packets - counted.packets;
    const extra = bytes - counted.bytes;
    const isCut = parts > 0 && parts <= wan.goingOn[name] && extra >= parts * 40 && extra <= parts * 120;
    if ((packets > counted.packets || bytes > counted.bytes) && !isCut) {
      findings.fail(
        "counter-sum",
        `counter ${counters[name].nft}`,
        `The rules let ${counted.packets} packets, ${counted.bytes} bytes out; the outside capture holds ${tallyWords(captured)}.`,
      );
    }
  }
  for (const name of ["outDenied", "forwardDenied"] as const) {
    const counted = difference(window, name);
    if (!fitsPackets(denied.tally.of(name), counted.packets)) {
      findings.fail(
        "denied-missing",
        `counter ${counters[name].nft}`,
        `The kernel counted ${counted.packets} packets; the log of refusals holds ${tallyWords(denied.tally.of(name))}.`,
      );
    }
  }
  const forwarded = difference(window, "forwardDenied").packets;
  if (forwarded > 0)
    findings.fail("forwarding-on", "counter forward_denied", `${forwarded} packets came to be routed: something had switched routing on.`);
}

function checkLinks({ lan, wan }: Passes, window: ProofWindow, findings: Findings): void {
  const sides = [
    ["lan", lan],
    ["wan", wan],
  ] as const;
  for (const [side, check] of sides) {
    const [from, until] = [window.from[side], window.until[side]];
    checkLink(
      `${side} in`,
      { packets: until.rxPackets - from.rxPackets, bytes: until.rxBytes - from.rxBytes },
      check.frames.of("in"),
      check,
      findings,
    );
    checkLink(
      `${side} out`,
      { packets: until.txPackets - from.txPackets, bytes: until.txBytes - from.txBytes },
      check.frames.of("out"),
      check,
      findings,
    );
  }
  if (!findings.has("link-counts")) findings.checked.push("Both captures hold as many frames, in and out, as the network cards counted.");
}

function checkLink(
  where: string,
  counted: { readonly packets: number; readonly bytes: number },
  captured: Tallied,
  check: { readonly joinedFrames: number },
  findings: Findings,
): void {
  if (fitsPackets(captured, counted.packets)) return;
  const parts = counted.packets - captured.packets;
  const extra = counted.bytes - captured.bytes;
  // The kernel drops a frame that ends in its VLAN tag before anything can capture it: at most 19 bytes, no room for a packet.
  if (parts > 0 && extra <= parts * MOST_STUB_BYTES && extra >= 0) return;
  // Where the kernel joins or cuts packets between card and capture, each one more has headers more.
  if (check.joinedFrames > 0 && parts > 0 && extra >= (parts - captured.edgePackets) * 54 && extra <= parts * 138 + captured.edgeBytes)
    return;
  findings.fail("link-counts", where, `The card counted ${counted.packets} frames; the capture holds ${tallyWords(captured)}.`);
}

function checkCaptures({ lan, wan, denied }: Passes, window: ProofWindow, findings: Findings): void {
  const sides: readonly (readonly [CaptureCounts["side"], Tallied])[] = [
    ["lan", lan.captured.of("all")],
    ["wan", wan.captured.of("all")],
    ["denied", denied.packets.of("all")],
  ];
  for (const [side, captured] of sides) {
    const [from, until] = [window.from, window.until].map((line) => line.captures.find((each) => each.side === side));
    if (from === undefined || until === undefined || from.dropped === null || until.dropped === null) {
      findings.fail("capture-loss", side, "Whether this capture lost packets is not known.");
      continue;
    }
    const lost = until.dropped - from.dropped;
    if (lost !== 0) findings.fail("capture-loss", side, `This capture lost ${lost} packets.`);
    const told = until.captured - from.captured;
    if (!fitsPackets(captured, told)) {
      findings.fail("capture-gap", side, `${told} packets were captured in the window; the files hold ${tallyWords(captured)}.`);
    }
  }
  if (!findings.has("capture-loss", "capture-gap"))
    findings.checked.push("No capture lost a packet, and none of their packets is missing from the files.");
}
