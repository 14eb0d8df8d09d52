/** The one reused packet of a capture, and the counts of its report. Counts of link types are kept apart only when the type changes. */
import type { CaptureHandlers, RawPacket } from "../packet.ts";

const noBytes = new Uint8Array(0);

/** An empty packet, to be filled. */
export function createRawPacket(): RawPacket {
  return {
    bytes: noBytes,
    view: new DataView(noBytes.buffer),
    start: 0,
    end: 0,
    wireLength: 0,
    timeUs: 0.5, // A fraction from the start: the field never changes its representation.
    linkType: -1,
    interfaceId: 0,
    direction: 0,
    fileOffset: 0.5,
    number: 0,
    uid: -1,
  };
}

/** Counts packets as they are handed on. */
export class PacketCounts {
  readonly packet = createRawPacket();
  readonly #handlers: CaptureHandlers;
  readonly #linkTypes = new Map<number, number>();
  #linkType = -1;
  #ofLinkType = 0;
  packets = 0;
  wireBytes = 0;
  capturedBytes = 0;
  cutPackets = 0;

  constructor(handlers: CaptureHandlers) {
    this.#handlers = handlers;
  }

  /** Numbers, counts and hands on `packet`, whose other fields are set. */
  deliver(): void {
    const { packet } = this;
    const captured = packet.end - packet.start;
    packet.number = ++this.packets;
    this.wireBytes += packet.wireLength;
    this.capturedBytes += captured;
    if (captured < packet.wireLength) this.cutPackets++;
    if (packet.linkType !== this.#linkType) this.#change(packet.linkType);
    this.#ofLinkType++;
    this.#handlers.packet(packet);
  }

  /** Packets by link type so far. */
  get linkTypes(): ReadonlyMap<number, number> {
    this.#change(this.#linkType);
    return this.#linkTypes;
  }

  #change(linkType: number): void {
    if (this.#ofLinkType > 0) this.#linkTypes.set(this.#linkType, (this.#linkTypes.get(this.#linkType) ?? 0) + this.#ofLinkType);
    this.#linkType = linkType;
    this.#ofLinkType = 0;
  }
}
