/** pcapng: sections of blocks (docs/formats/captures.md, "pcapng"). Source: draft-ietf-opsawg-pcapng. */
import type { CaptureHandlers } from "../packet.ts";
import type { appNames } from "./app-names.ts";
import { captureError } from "./capture-error.ts";
import type { ReportIssue } from "./issue-list.ts";
import { MAX_BLOCK_BYTES, MAX_CAPTURED_BYTES, MAX_INTERFACES, MAX_KEY_LOG_BYTES } from "./limits.ts";
import { SECTION_HEADER } from "./magic.ts";
import { NameRecords } from "./name-records.ts";
import type { PacketCounts } from "./packet-counts.ts";
import { commentUid, PCAPDROID_ENTERPRISE, uidMapApp } from "./pcapdroid.ts";
import type { Block, RecordWalker } from "./record-walker.ts";

const SECTION_BYTES = 28;
const BLOCK_HEAD_BYTES = 8;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const NAMES = 4;
const STATISTICS = 5;
const ENHANCED_PACKET = 6;
const SECRETS = 10;
const CUSTOM = 0xbad;
const CUSTOM_NO_COPY = 0x40000bad;
/** Blocks of other types are skipped unseen, whatever their length. */
const readTypes = new Set([
  SECTION_HEADER,
  INTERFACE,
  OLD_PACKET,
  SIMPLE_PACKET,
  NAMES,
  STATISTICS,
  ENHANCED_PACKET,
  SECRETS,
  CUSTOM,
  CUSTOM_NO_COPY,
]);
const TLS_KEY_LOG = 0x544c534b;
const OPTION_COMMENT = 1;
const OPTION_FLAGS = 2;
const OPTION_RECEIVED = 4;
const OPTION_DROPPED = 5;
const OPTION_SYSTEM_DROPPED = 7;
const OPTION_RESOLUTION = 9;
const OPTION_TIME_OFFSET = 14;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  /** Microseconds of 2^32 ticks: whole part and the rest, so that nothing is lost in the product. */
  readonly highUs: number;
  readonly highRestUs: number;
  readonly ticksPerUs: number;
  readonly offsetUs: number;
}

/** Walks the blocks of a pcapng. */
export class PcapngWalker implements RecordWalker {
  neededBytes = SECTION_BYTES;
  skipBytes = 0;
  /** True when PCAPdroid's marks were met. */
  pcapdroid = false;
  readonly #counts: PacketCounts;
  readonly #handlers: CaptureHandlers;
  readonly #report: ReportIssue;
  readonly #apps: ReturnType<typeof appNames>;
  readonly #names: NameRecords;
  #interfaces: Interface[] = [];
  #earlierInterfaces = 0;
  #littleEndian = true;
  #keyLogBytes = 0;
  #optionCode = 0;
  #optionAt = 0;
  #optionLength = 0;
  #optionNext = 0;
  #state: "first" | "blocks" | "searching" = "first";

  constructor(counts: PacketCounts, handlers: CaptureHandlers, apps: ReturnType<typeof appNames>, report: ReportIssue) {
    this.#counts = counts;
    this.#handlers = handlers;
    this.#apps = apps;
    this.#report = report;
    this.#names = new NameRecords(handlers, report);
  }

  /** False until the first section header was read. */
  get hasHeader(): boolean {
    return this.#state !== "first";
  }

  /** True while nothing is read, until a section header follows. */
  get isLost(): boolean {
    return this.#state === "searching";
  }

  /** Interfaces described so far, over all sections. */
  get interfaces(): number {
    return this.#earlierInterfaces + this.#interfaces.length;
  }

  walk(block: Block, start: number, end: number): number {
    const { bytes, view } = block;
    this.#counts.packet.bytes = bytes;
    this.#counts.packet.view = view;
    let at = start;
    for (;;) {
      if (this.#state === "searching") {
        at = this.#search(view, at, end);
        if (this.#state === "searching") return this.#wait(at, SECTION_BYTES);
      }
      if (end - at < BLOCK_HEAD_BYTES) return this.#wait(at, BLOCK_HEAD_BYTES);
      const type = view.getUint32(at, this.#littleEndian);
      if (type === SECTION_HEADER) {
        if (end - at < SECTION_BYTES) return this.#wait(at, SECTION_BYTES);
        if (!this.#startSection(block, at)) {
          at += 4;
          continue;
        }
      }
      const length = view.getUint32(at + 4, this.#littleEndian);
      if (length < (type === SECTION_HEADER ? SECTION_BYTES : 12) || length % 4 !== 0 || length > MAX_BLOCK_BYTES) {
        this.#report("block-length", block.fileOffset + at + 4, "block total length");
        this.#state = "searching";
        at += 4;
        continue;
      }
      const isRead = readTypes.has(type);
      if (end - at < length) {
        if (isRead) return this.#wait(at, length);
        this.skipBytes = length;
        return at;
      }
      if (isRead && view.getUint32(at + length - 4, this.#littleEndian) !== length) {
        this.#report("block-lengths-differ", block.fileOffset + at + length - 4, "block total length");
      }
      if (type === ENHANCED_PACKET) this.#enhancedPacket(block, at, at + length - 4);
      else if (type !== SECTION_HEADER) this.#otherBlock(type, block, at, at + length - 4);
      at += length;
    }
  }

  finalize(): boolean {
    return false;
  }

  #wait(at: number, neededBytes: number): number {
    this.neededBytes = neededBytes;
    return at;
  }

  /** Where the next section header starts; or where one may still start, when it is not here yet. */
  #search(view: DataView, start: number, end: number): number {
    let at = start;
    for (; at + 12 <= end; at++) {
      if (view.getUint32(at) !== SECTION_HEADER) continue;
      const order = view.getUint32(at + 8);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) continue;
      this.#state = "blocks";
      return at;
    }
    return at;
  }

  /** False when the section cannot be read: then the next one is searched. */
  #startSection({ view, fileOffset }: Block, at: number): boolean {
    const order = view.getUint32(at + 8, true);
    const isFirst = this.#state === "first";
    this.#state = "searching";
    if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) {
      if (isFirst) throw captureError("not-a-capture", 8);
      this.#report("section-order", fileOffset + at + 8, "byte-order magic");
      return false;
    }
    this.#littleEndian = order === 0x1a2b3c4d;
    if (view.getUint16(at + 12, this.#littleEndian) !== 1) {
      this.#report("section-version", fileOffset + at + 12, "version");
      return false;
    }
    this.#earlierInterfaces += this.#interfaces.length;
    this.#interfaces = [];
    this.#state = "blocks";
    return true;
  }

  #enhancedPacket(block: Block, at: number, end: number): void {
    const { view, fileOffset } = block;
    const littleEndian = this.#littleEndian;
    if (end - at < 28) {
      this.#report("block-too-short", fileOffset + at, "enhanced packet");
      return;
    }
    const interfaceId = view.getUint32(at + 8, littleEndian);
    const captured = view.getUint32(at + 20, littleEndian);
    const dataStart = at + 28;
    if (captured > end - dataStart || captured > MAX_CAPTURED_BYTES) {
      this.#report("packet-length", fileOffset + at + 20, "caplen");
      return;
    }
    const described = this.#interfaces[interfaceId];
    if (described === undefined) {
      this.#report("interface-unknown", fileOffset + at + 8, "interface id");
      return;
    }
    const counts = this.#counts;
    const packet = counts.packet;
    packet.timeUs = toUs(described, view.getUint32(at + 12, littleEndian), view.getUint32(at + 16, littleEndian));
    if (!isTime(packet.timeUs)) this.#noTime(packet, fileOffset + at + 12);
    packet.start = dataStart;
    packet.end = dataStart + captured;
    packet.wireLength = view.getUint32(at + 24, littleEndian);
    packet.linkType = described.linkType;
    packet.interfaceId = this.#earlierInterfaces + interfaceId;
    packet.fileOffset = fileOffset + at;
    packet.direction = 0;
    packet.uid = -1;
    const optionsAt = dataStart + ((captured + 3) & ~3);
    if (end - optionsAt >= 4) this.#packetOptions(block, optionsAt, end);
    counts.deliver();
  }

  #packetOptions(block: Block, start: number, end: number): void {
    const { bytes, view } = block;
    const { packet } = this.#counts;
    this.#optionNext = start;
    while (this.#nextOption(block, end)) {
      const at = this.#optionAt;
      if (this.#optionCode === OPTION_FLAGS && this.#optionLength === 4) {
        packet.direction = directionOf(view.getUint32(at, this.#littleEndian));
      } else if (this.#optionCode === OPTION_COMMENT && packet.uid < 0) {
        packet.uid = commentUid(bytes, at, at + this.#optionLength);
        if (packet.uid >= 0) this.pcapdroid = true;
      }
    }
  }

  /** Steps to the option at `#optionNext`: code, length, value, padded to four bytes. False at the end. No object per option. */
  #nextOption({ view, fileOffset }: Block, end: number): boolean {
    const at = this.#optionNext;
    if (end - at < 4) return false;
    this.#optionCode = view.getUint16(at, this.#littleEndian);
    if (this.#optionCode === 0) return false;
    this.#optionLength = view.getUint16(at + 2, this.#littleEndian);
    this.#optionAt = at + 4;
    this.#optionNext = at + 4 + ((this.#optionLength + 3) & ~3);
    if (this.#optionLength <= end - at - 4) return true;
    this.#report("option-length", fileOffset + at + 2, "option");
    return false;
  }

  #otherBlock(type: number, block: Block, at: number, end: number): void {
    if (type === INTERFACE) this.#interface(block, at, end);
    else if (type === SIMPLE_PACKET) this.#simplePacket(block, at, end);
    else if (type === OLD_PACKET) this.#oldPacket(block, at, end);
    else if (type === NAMES) this.#names.read(block, at + 8, end, this.#littleEndian);
    else if (type === STATISTICS) this.#statistics(block, at, end);
    else if (type === SECRETS) this.#secrets(block, at, end);
    else if (type === CUSTOM || type === CUSTOM_NO_COPY) this.#custom(block, at, end);
  }

  #interface(block: Block, at: number, end: number): void {
    const { view, fileOffset } = block;
    if (end - at < 16) {
      this.#report("block-too-short", fileOffset + at, "interface description");
      return;
    }
    if (this.interfaces === MAX_INTERFACES) {
      this.#report("too-many-interfaces", fileOffset + at, "interface description");
      return;
    }
    let resolution = 6;
    let offsetS = 0;
    this.#optionNext = at + 16;
    while (this.#nextOption(block, end)) {
      const [code, length] = [this.#optionCode, this.#optionLength];
      if (code === OPTION_RESOLUTION && length >= 1) resolution = view.getUint8(this.#optionAt);
      if (code === OPTION_TIME_OFFSET && length === 8) offsetS = Number(view.getBigInt64(this.#optionAt, this.#littleEndian));
    }
    const exponent = resolution & 0x7f;
    const ticksPerUs = (resolution & 0x80 ? 2 ** exponent : 10 ** exponent) / 1e6;
    const highUs = 2 ** 32 / ticksPerUs;
    this.#interfaces.push({
      linkType: view.getUint16(at + 8, this.#littleEndian),
      snapLength: view.getUint32(at + 12, this.#littleEndian),
      highUs: Math.floor(highUs),
      highRestUs: highUs - Math.floor(highUs),
      ticksPerUs,
      offsetUs: offsetS * 1e6,
    });
  }

  #noTime(packet: PacketCounts["packet"], offset: number): void {
    packet.timeUs = Number.NaN;
    this.#report("packet-time", offset, "timestamp");
  }

  #simplePacket({ view, fileOffset }: Block, at: number, end: number): void {
    if (end - at < 12) {
      this.#report("block-too-short", fileOffset + at, "simple packet");
      return;
    }
    const described = this.#interfaces[0];
    if (described === undefined) {
      this.#report("interface-unknown", fileOffset + at, "interface 0");
      return;
    }
    const wireLength = view.getUint32(at + 8, this.#littleEndian);
    const captured = Math.min(wireLength, described.snapLength === 0 ? wireLength : described.snapLength, end - at - 12);
    if (captured > MAX_CAPTURED_BYTES) {
      this.#report("packet-length", fileOffset + at + 8, "length");
      return;
    }
    const { packet } = this.#counts;
    packet.timeUs = Number.NaN;
    packet.start = at + 12;
    packet.end = at + 12 + captured;
    packet.wireLength = wireLength;
    packet.linkType = described.linkType;
    packet.interfaceId = this.#earlierInterfaces;
    packet.fileOffset = fileOffset + at;
    packet.direction = 0;
    packet.uid = -1;
    this.#counts.deliver();
  }

  #oldPacket(block: Block, at: number, end: number): void {
    const { view, fileOffset } = block;
    if (end - at < 28) {
      this.#report("block-too-short", fileOffset + at, "packet");
      return;
    }
    const interfaceId = view.getUint16(at + 8, this.#littleEndian);
    const captured = view.getUint32(at + 20, this.#littleEndian);
    if (captured > end - at - 28 || captured > MAX_CAPTURED_BYTES) {
      this.#report("packet-length", fileOffset + at + 20, "caplen");
      return;
    }
    const described = this.#interfaces[interfaceId];
    if (described === undefined) {
      this.#report("interface-unknown", fileOffset + at + 8, "interface id");
      return;
    }
    const { packet } = this.#counts;
    packet.timeUs = toUs(described, view.getUint32(at + 12, this.#littleEndian), view.getUint32(at + 16, this.#littleEndian));
    if (!isTime(packet.timeUs)) this.#noTime(packet, fileOffset + at + 12);
    packet.start = at + 28;
    packet.end = at + 28 + captured;
    packet.wireLength = view.getUint32(at + 24, this.#littleEndian);
    packet.linkType = described.linkType;
    packet.interfaceId = this.#earlierInterfaces + interfaceId;
    packet.fileOffset = fileOffset + at;
    packet.direction = 0;
    packet.uid = -1;
    const optionsAt = at + 28 + ((captured + 3) & ~3);
    if (end - optionsAt >= 4) this.#packetOptions(block, optionsAt, end);
    this.#counts.deliver();
  }

  #statistics(block: Block, at: number, end: number): void {
    const { view, fileOffset } = block;
    if (end - at < 20) {
      this.#report("block-too-short", fileOffset + at, "interface statistics");
      return;
    }
    const interfaceId = view.getUint32(at + 8, this.#littleEndian);
    if (interfaceId >= this.#interfaces.length) {
      this.#report("interface-unknown", fileOffset + at + 8, "interface id");
      return;
    }
    let received: number | null = null;
    let dropped: number | null = null;
    this.#optionNext = at + 20;
    while (this.#nextOption(block, end)) {
      if (this.#optionLength !== 8) continue;
      const code = this.#optionCode;
      const value = Number(view.getBigUint64(this.#optionAt, this.#littleEndian));
      if (code === OPTION_RECEIVED) received = value;
      else if (code === OPTION_DROPPED || code === OPTION_SYSTEM_DROPPED) dropped = (dropped ?? 0) + value;
    }
    this.#handlers.interfaceStatistics({ interfaceId: this.#earlierInterfaces + interfaceId, received, dropped });
  }

  #secrets({ bytes, view, fileOffset }: Block, at: number, end: number): void {
    if (end - at < 16) {
      this.#report("block-too-short", fileOffset + at, "decryption secrets");
      return;
    }
    if (view.getUint32(at + 8, this.#littleEndian) !== TLS_KEY_LOG) return;
    const length = view.getUint32(at + 12, this.#littleEndian);
    if (length > end - at - 16) {
      this.#report("block-too-short", fileOffset + at + 12, "secrets length");
      return;
    }
    this.#keyLogBytes += length;
    if (this.#keyLogBytes > MAX_KEY_LOG_BYTES) {
      this.#report("key-log-too-large", fileOffset + at, "decryption secrets");
      return;
    }
    this.#handlers.keyLog(new TextDecoder().decode(bytes.subarray(at + 16, at + 16 + length)), fileOffset + at);
  }

  #custom({ bytes, view, fileOffset }: Block, at: number, end: number): void {
    if (end - at < 12) {
      this.#report("block-too-short", fileOffset + at, "custom block");
      return;
    }
    if (view.getUint32(at + 8, this.#littleEndian) !== PCAPDROID_ENTERPRISE) return;
    this.pcapdroid = true;
    const app = uidMapApp(bytes, view, at + 12, end);
    if (app !== undefined) this.#apps(app, fileOffset + at);
  }
}

/** Microseconds that a number holds exactly: the years 1684 to 2255. */
function isTime(timeUs: number): boolean {
  return timeUs >= Number.MIN_SAFE_INTEGER && timeUs <= Number.MAX_SAFE_INTEGER;
}

function toUs(described: Interface, high: number, low: number): number {
  return high * described.highUs + (high * described.highRestUs + low / described.ticksPerUs) + described.offsetUs;
}

function directionOf(flags: number): number {
  const direction = flags & 3;
  return direction === 3 ? 0 : direction;
}
