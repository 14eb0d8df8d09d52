/** Where the samples of a track lie: the tables stts, stsc, stsz, stco and co64 (ISO/IEC 14496-12 sections 8.6 and 8.7), read in place. */

/** One sample. */
export interface SamplePlace {
  readonly index: number;
  readonly byteOffset: number;
  readonly sizeBytes: number;
  /** Start and length in ticks of the track's timescale. */
  readonly startTicks: number;
  readonly ticks: number;
}

/** Contents of the boxes, without version and flags; `null` for one that is absent. */
export interface SampleTableBoxes {
  readonly stts: DataView | null;
  readonly stsc: DataView | null;
  readonly stsz: DataView | null;
  readonly stco: DataView | null;
  readonly co64: DataView | null;
}

/** The tables of one track. They stay as they are stored: nothing is unrolled, a count that its box cannot hold is cut down to what it holds. */
export class SampleTable {
  /** Samples that the tables describe. */
  readonly count: number;
  /** False when a table claims more entries than it has, or the tables do not fit each other. */
  readonly isWhole: boolean;
  readonly #fixedBytes: number;
  readonly #stsz: DataView | null;
  readonly #stts: DataView | null;
  readonly #stsc: DataView | null;
  readonly #chunks: DataView | null;
  readonly #chunkBytes: 4 | 8;
  readonly #chunkCount: number;
  readonly #sttsCount: number;
  readonly #stscCount: number;

  constructor(boxes: SampleTableBoxes, sourceBytes: number) {
    this.#stsz = boxes.stsz;
    this.#stts = boxes.stts;
    this.#stsc = boxes.stsc;
    this.#chunks = boxes.co64 ?? boxes.stco;
    this.#chunkBytes = boxes.co64 === null ? 4 : 8;
    const sizes = boxes.stsz;
    const claimed = sizes === null || sizes.byteLength < 8 ? 0 : sizes.getUint32(4);
    this.#fixedBytes = sizes === null || sizes.byteLength < 8 ? 0 : sizes.getUint32(0);
    const possible =
      sizes === null ? 0 : this.#fixedBytes > 0 ? Math.floor(sourceBytes / this.#fixedBytes) : Math.floor((sizes.byteLength - 8) / 4);
    this.count = Math.max(0, Math.min(claimed, possible));
    const chunks = entries(this.#chunks, this.#chunkBytes);
    const stts = entries(boxes.stts, 8);
    const stsc = entries(boxes.stsc, 12);
    this.#chunkCount = chunks.count;
    this.#sttsCount = stts.count;
    this.#stscCount = stsc.count;
    this.isWhole = this.count === claimed && chunks.isWhole && stts.isWhole && stsc.isWhole && (this.count === 0 || chunks.count > 0);
  }

  /** Samples in order. Ends early where the chunks end before the samples do; a sample may reach behind the end of the file. */
  *places(): Generator<SamplePlace> {
    const { count } = this;
    let index = 0;
    let run = -1;
    let perChunk = 0;
    let nextRunChunk = 1;
    let timeEntry = -1;
    let timeLeft = 0;
    let ticks = 0;
    let startTicks = 0;
    for (let chunk = 1; chunk <= this.#chunkCount && index < count; chunk += 1) {
      while (chunk >= nextRunChunk && run + 1 < this.#stscCount) {
        run += 1;
        perChunk = (this.#stsc as DataView).getUint32(4 + run * 12 + 4);
        nextRunChunk = run + 1 < this.#stscCount ? (this.#stsc as DataView).getUint32(4 + (run + 1) * 12) : Number.POSITIVE_INFINITY;
        if (nextRunChunk <= chunk && run + 1 < this.#stscCount) continue;
        break;
      }
      let byteOffset = this.#chunkOffset(chunk - 1);
      for (let inChunk = 0; inChunk < perChunk && index < count; inChunk += 1) {
        while (timeLeft === 0 && timeEntry + 1 < this.#sttsCount) {
          timeEntry += 1;
          timeLeft = (this.#stts as DataView).getUint32(4 + timeEntry * 8);
          ticks = (this.#stts as DataView).getUint32(4 + timeEntry * 8 + 4);
        }
        const sizeBytes = this.#fixedBytes > 0 ? this.#fixedBytes : (this.#stsz as DataView).getUint32(8 + index * 4);
        yield { index, byteOffset, sizeBytes, startTicks, ticks };
        byteOffset += sizeBytes;
        startTicks += ticks;
        if (timeLeft > 0) timeLeft -= 1;
        index += 1;
      }
    }
  }

  #chunkOffset(chunk: number): number {
    const chunks = this.#chunks as DataView;
    if (this.#chunkBytes === 4) return chunks.getUint32(4 + chunk * 4);
    return chunks.getUint32(4 + chunk * 8) * 0x1_0000_0000 + chunks.getUint32(4 + chunk * 8 + 4);
  }
}

/** Entries of a table that fit its box. */
function entries(table: DataView | null, entryBytes: number): { readonly count: number; readonly isWhole: boolean } {
  if (table === null || table.byteLength < 4) return { count: 0, isWhole: table === null };
  const claimed = table.getUint32(0);
  const count = Math.min(claimed, Math.floor((table.byteLength - 4) / entryBytes));
  return { count, isWhole: count === claimed };
}
