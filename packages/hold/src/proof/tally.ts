/** Counts packets of a window by kind: those that must have counted, and those at its edges that may have. */
import type { ProofWindow } from "./window.ts";

/** Packets and bytes: at least, and what may come on top. */
export interface Tallied {
  packets: number;
  bytes: number;
  edgePackets: number;
  edgeBytes: number;
  /** Inside the window, of a kind that this kernel takes or drops, all of them alike. */
  perhapsPackets: number;
  perhapsBytes: number;
}

/** A tally by kind. */
export class Tally {
  readonly #window: ProofWindow;
  readonly #kinds = new Map<string, Tallied>();

  constructor(window: ProofWindow) {
    this.#window = window;
  }

  add(kind: string, bytes: number, timeUs: number, isCertain = true): void {
    const place = this.#window.place(timeUs);
    if (place === "outside") return;
    const tallied = this.of(kind);
    if (place === "inside" && isCertain) {
      tallied.packets += 1;
      tallied.bytes += bytes;
    } else if (place === "inside") {
      tallied.perhapsPackets += 1;
      tallied.perhapsBytes += bytes;
    } else {
      tallied.edgePackets += 1;
      tallied.edgeBytes += bytes;
    }
  }

  /** A packet that may have counted, each for itself. */
  addPerhaps(kind: string, bytes: number, timeUs: number): void {
    if (this.#window.place(timeUs) === "outside") return;
    const tallied = this.of(kind);
    tallied.edgePackets += 1;
    tallied.edgeBytes += bytes;
  }

  of(kind: string): Tallied {
    let tallied = this.#kinds.get(kind);
    if (tallied === undefined) {
      tallied = { packets: 0, bytes: 0, edgePackets: 0, edgeBytes: 0, perhapsPackets: 0, perhapsBytes: 0 };
      this.#kinds.set(kind, tallied);
    }
    return tallied;
  }
}

/** True when this can be what was tallied: without what this kernel perhaps drops, or with all of it. */
export function fits(tallied: Tallied, packets: number, bytes: number): boolean {
  const { perhapsPackets, perhapsBytes } = tallied;
  return isBetween(tallied, packets, bytes) || isBetween(tallied, packets - perhapsPackets, bytes - perhapsBytes);
}

/** The same for packets alone. */
export function fitsPackets(tallied: Tallied, packets: number): boolean {
  const { packets: least, edgePackets, perhapsPackets } = tallied;
  return [packets, packets - perhapsPackets].some((value) => value >= least && value <= least + edgePackets);
}

function isBetween(tallied: Tallied, packets: number, bytes: number): boolean {
  if (packets < tallied.packets || packets > tallied.packets + tallied.edgePackets) return false;
  return bytes >= tallied.bytes && bytes <= tallied.bytes + tallied.edgeBytes;
}

/** `12 packets, 840 bytes`, with what may count or not where there is something. */
export function tallyWords({ packets, bytes, edgePackets, edgeBytes, perhapsPackets, perhapsBytes }: Tallied): string {
  const more = [edgePackets + perhapsPackets, edgeBytes + perhapsBytes] as const;
  return `${packets} packets, ${bytes} bytes${more[0] === 0 ? "" : ` (and ${more[0]} packets, ${more[1]} bytes that may count or not)`}`;
}
