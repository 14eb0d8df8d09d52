/**
 * Conversations on their way into the warehouse: collected as they end, written in chunks that are sorted by time, then id. Which row stands in
 * which chunk depends on the capture alone, so that reading it again gives the same files.
 */
import {
  type CaptureApp,
  type CapturedConversation,
  type ConversationNotes,
  createFlowBatch,
  type FlowBatch,
  type FlowRows,
} from "@creance/capture";
import type { FlowsPlace } from "@creance/vault";

/** Writes a chunk. */
export type WriteFlows = (segment: number, rows: FlowRows) => Promise<void>;

/** Takes conversations and hands chunks on. */
export interface CaptureChunks {
  /** Takes a conversation; synchronous. */
  add(row: CapturedConversation, notes: ConversationNotes): void;
  /** Writes the chunks that are full. To be called often: what waits is kept in memory. */
  writeFull(): Promise<void>;
  /** Writes what is left, with the names of apps that the capture told late. Resolves with the number of chunks. */
  finish(apps: ReadonlyMap<number, CaptureApp>): Promise<number>;
}

/** Rows of a chunk: a few megabytes as a file, a few tens in memory. */
const CHUNK_ROWS = 32_768;

/** How chunks are made. */
export interface CaptureChunksOptions {
  /** Whose opinions the rows hold, in this order. */
  readonly countryDatabases: FlowsPlace["countryDatabases"];
  /** For tests. */
  readonly chunkRows?: number;
}

/** Makes the way. */
export function captureChunks(write: WriteFlows, { countryDatabases, chunkRows = CHUNK_ROWS }: CaptureChunksOptions): CaptureChunks {
  const named = createFlowBatch(chunkRows, countryDatabases);
  // Rows whose app may be named later wait together; when there are too many they go as they are.
  let nameless: FlowBatch | undefined;
  const full: FlowRows[] = [];
  let segments = 0;
  const writeFull = async (): Promise<void> => {
    for (let rows = full.shift(); rows !== undefined; rows = full.shift()) await write(segments++, rows);
  };
  return {
    add(row, notes) {
      const isNameless = row.uid !== null && row.app === null && row.package === null;
      if (isNameless) nameless ??= createFlowBatch(chunkRows, countryDatabases);
      const batch = isNameless && nameless !== undefined ? nameless : named;
      if (batch.isFull) full.push(batch.take());
      batch.add(row, notes);
    },
    writeFull: () => (full.length === 0 ? WRITTEN : writeFull()),
    async finish(apps) {
      for (const batch of [named, nameless]) if (batch !== undefined && batch.rows > 0) full.push(batch.take(apps));
      await writeFull();
      return segments;
    },
  };
}
const WRITTEN = Promise.resolve();
