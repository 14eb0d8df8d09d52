/** A flight record read whole into memory. */
import { type ByteSource, concatRows, type Issue, type Rows } from "@creance/core";
import { readDjiFlightRecord } from "./read-flight-record.ts";
import { djiStreamTables } from "./record-columns.table.ts";
import { djiError } from "./record-issue.ts";
import type {
  DjiComponentSerial,
  DjiEnding,
  DjiFirmware,
  DjiFlightRecord,
  DjiHeader,
  DjiPicture,
  DjiRawRecord,
  DjiReadOptions,
  DjiRecover,
  DjiStreamName,
  DjiText,
} from "./types.ts";

/** Collects everything `readDjiFlightRecord` yields. Memory grows with the file; throws what the reader throws. */
export async function collectDjiFlightRecord(source: ByteSource, options: DjiReadOptions): Promise<DjiFlightRecord> {
  let header: DjiHeader | undefined;
  let ending: DjiEnding | undefined;
  const batches = new Map<DjiStreamName, Rows<never>[]>();
  const texts: DjiText[] = [];
  const recovers: DjiRecover[] = [];
  const componentSerials: DjiComponentSerial[] = [];
  const firmware: DjiFirmware[] = [];
  const pictures: DjiPicture[] = [];
  const raw: DjiRawRecord[] = [];
  const issues: Issue[] = [];
  for await (const item of readDjiFlightRecord(source, options)) {
    switch (item.kind) {
      case "rows": {
        const list = batches.get(item.stream) ?? [];
        if (list.length === 0) batches.set(item.stream, list);
        list.push(item as unknown as Rows<never>);
        break;
      }
      case "header":
        header = item.header;
        break;
      case "text":
        texts.push(item.text);
        break;
      case "recover":
        recovers.push(item.recover);
        break;
      case "componentSerial":
        componentSerials.push(item.componentSerial);
        break;
      case "firmware":
        firmware.push(item.firmware);
        break;
      case "raw":
        raw.push(item.raw);
        break;
      case "picture":
        pictures.push(item.picture);
        break;
      case "issue":
        issues.push(item.issue);
        break;
      case "ending":
        ending = item.ending;
        break;
    }
  }
  if (header === undefined || ending === undefined) throw djiError("no-records", 0, "records");
  return { header, streams: joinStreams(batches), texts, recovers, componentSerials, firmware, pictures, raw, issues, ending };
}

/** One table per stream; a single batch is taken as it is. */
function joinStreams(batches: ReadonlyMap<DjiStreamName, readonly Rows<never>[]>): DjiFlightRecord["streams"] {
  const streams = Object.entries(djiStreamTables).map(([name, table]) => {
    const parts = batches.get(name as DjiStreamName) ?? [];
    const single = parts.length === 1 ? parts[0] : undefined;
    const rows = single === undefined ? concatRows(table, parts as never) : { rows: single.rows, columns: single.columns };
    return [name, rows];
  });
  return Object.fromEntries(streams) as DjiFlightRecord["streams"];
}
