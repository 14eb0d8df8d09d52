/** Runs over the captures of one side, file after file, a piece at a time. */
import { createCaptureParser, type RawPacket } from "@creance/capture";
import type { Platform } from "@creance/core";
import { isFormatError } from "@creance/core";
import type { ProofFiles } from "./bundle.ts";
import type { Findings } from "./findings.ts";

/** Where a packet stands: file and number in it. */
export interface PacketPlace {
  readonly file: string;
  readonly number: number;
}

/** A run over one side's captures. */
export class CaptureRun {
  /** Time of the newest packet, -Infinity before the first. */
  timeUs = Number.NEGATIVE_INFINITY;
  packets = 0;
  file = "";
  readonly #names: readonly string[];
  readonly #files: ProofFiles;
  readonly #platform: Pick<Platform, "createGunzip">;
  readonly #findings: Findings;
  readonly #linkType: number;
  readonly #take: (packet: RawPacket, file: string) => void;
  #pieces: AsyncIterator<Uint8Array> | undefined;
  #parser: ReturnType<typeof createCaptureParser> | undefined;
  #next = 0;

  constructor(parts: {
    readonly names: readonly string[];
    readonly files: ProofFiles;
    readonly platform: Pick<Platform, "createGunzip">;
    readonly findings: Findings;
    /** The link type that this side's captures have. */
    readonly linkType: number;
    readonly take: (packet: RawPacket, file: string) => void;
  }) {
    this.#names = parts.names;
    this.#files = parts.files;
    this.#platform = parts.platform;
    this.#findings = parts.findings;
    this.#linkType = parts.linkType;
    this.#take = parts.take;
  }

  /** Takes the next piece. False when there is none any more. */
  async step(): Promise<boolean> {
    if (this.#pieces === undefined) {
      const name = this.#names[this.#next];
      if (name === undefined) return false;
      this.#begin(name);
    }
    const piece = await this.#pieces?.next();
    try {
      if (piece?.done === false) this.#parser?.push(piece.value);
      else this.#finish();
    } catch (error) {
      if (!isFormatError(error)) throw error;
      this.#findings.fail("capture-invalid", this.file, `The capture cannot be read: ${error.message}`);
      this.#pieces = undefined;
    }
    return true;
  }

  /** To the end. */
  async all(): Promise<void> {
    while (await this.step());
  }

  #begin(name: string): void {
    this.file = name;
    this.#next += 1;
    this.#pieces = this.#files.bytes(name)[Symbol.asyncIterator]();
    this.#parser = createCaptureParser({
      platform: this.#platform,
      handlers: {
        packet: (packet) => this.#packet(packet),
        issue: (issue) => this.#findings.fail("capture-invalid", name, issue.sentence),
        keyLog: () => undefined,
        resolvedName: () => undefined,
        app: () => undefined,
        interfaceStatistics: () => undefined,
      },
    });
  }

  #packet(packet: RawPacket): void {
    const where = `${this.file}, packet ${packet.number}`;
    this.packets += 1;
    if (packet.linkType !== this.#linkType)
      this.#findings.fail("capture-invalid", where, `Link type ${packet.linkType}, not ${this.#linkType}.`);
    else if (packet.wireLength !== packet.end - packet.start)
      this.#findings.fail("capture-loss", where, "The packet was not captured whole.");
    else if (!Number.isFinite(packet.timeUs)) this.#findings.fail("capture-invalid", where, "The packet has no time.");
    else {
      this.timeUs = Math.max(this.timeUs, packet.timeUs);
      this.#take(packet, this.file);
    }
  }

  #finish(): void {
    this.#pieces = undefined;
    this.#parser?.end();
  }
}
