/** Conversations as columns: filled as they end, given away as a chunk sorted by time, then id. Memory: bounded by the rows of a chunk. */
import { type ColumnType, type MixedColumns, type MixedRows, newColumn } from "@creance/core";
import type { CountryOpinion } from "./conversation.ts";
import type { CapturedConversation } from "./flow/conversation-row.ts";
import { flowColumns } from "./flow-columns.table.ts";
import type { ConversationNotes } from "./operator/annotate-conversation.ts";
import type { CaptureApp } from "./packet.ts";

/** The columns of conversations with their number of rows. */
export type FlowRows = MixedRows<typeof flowColumns>;

/** Fills columns with conversations. */
export interface FlowBatch {
  readonly rows: number;
  /** True when `add` needs a `take` before it. */
  readonly isFull: boolean;
  /** Adds a conversation. Throws a `RangeError` when the batch is full (a bug of the caller). */
  add(row: CapturedConversation, notes: ConversationNotes): void;
  /**
   * Gives the rows away, by `timeUs`, then `flowId`, and starts anew. Rows with an app id in `apps` get its names, as `withApp` does.
   */
  take(apps?: ReadonlyMap<number, CaptureApp>): FlowRows;
}

/** The word for a country database that has nothing, in the column `countries`. */
export const NO_COUNTRY = "--";

type Name = keyof typeof flowColumns;
type NumberName = { [Key in Name]: (typeof flowColumns)[Key]["type"] extends ColumnType ? Key : never }[Name];
type TextName = Exclude<Name, NumberName>;

/** A country database and the date of its snapshot. */
export type CountryDatabase = Pick<CountryOpinion, "database" | "date">;

/**
 * Makes an empty batch of at most `capacity` rows. `countryDatabases`: whose opinions the column `countries` holds, in this order, `--` where there is none
 * of one; without it those that a row's notes have, in their order.
 */
export function createFlowBatch(capacity: number, countryDatabases?: readonly CountryDatabase[]): FlowBatch {
  const opinionsText = opinionWriter(countryDatabases);
  const numbers = newNumbers(capacity);
  const texts = newTexts(capacity);
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    get isFull() {
      return rows >= capacity;
    },
    add(row, notes) {
      if (rows >= capacity) throw new RangeError("the batch of conversations is full");
      putTexts(texts, rows, row, notes);
      texts.countries[rows] = opinionsText(notes.countries);
      putNumbers(numbers, rows, row, notes);
      rows++;
    },
    take(apps) {
      if (apps !== undefined && apps.size > 0) nameApps(texts, numbers.uid, rows, apps);
      const order = sortedRows(numbers.timeUs, texts.flowId, rows);
      const columns = Object.fromEntries(
        (Object.keys(flowColumns) as Name[]).map((name) => [
          name,
          isNumber(name) ? pickedNumbers(numbers[name], order) : order.map((from) => texts[name][from] ?? null),
        ]),
      ) as unknown as MixedColumns<typeof flowColumns>;
      // What was given away must not be kept alive here.
      for (const name of Object.keys(texts) as TextName[]) texts[name].fill(null, 0, rows);
      const taken = { rows, columns };
      rows = 0;
      return taken;
    },
  };
}

type Numbers = Pick<MixedColumns<typeof flowColumns>, NumberName>;
type Texts = Record<TextName, (string | null)[]>;

function isNumber(name: Name): name is NumberName {
  return flowColumns[name].type !== "text";
}

function newNumbers(capacity: number): Numbers {
  return Object.fromEntries(
    (Object.keys(flowColumns) as Name[]).filter(isNumber).map((name) => [name, newColumn(flowColumns[name].type, capacity)]),
  ) as unknown as Numbers;
}

function newTexts(capacity: number): Texts {
  return Object.fromEntries(
    (Object.keys(flowColumns) as Name[])
      .filter((name) => !isNumber(name))
      .map((name) => [name, new Array<string | null>(capacity).fill(null)]),
  ) as unknown as Texts;
}

function putTexts(texts: Texts, at: number, row: CapturedConversation, notes: ConversationNotes): void {
  const { endpoint } = notes;
  texts.flowId[at] = row.flowId;
  texts.transport[at] = row.transport;
  texts.origIp[at] = row.origIp;
  texts.respIp[at] = row.respIp;
  texts.service[at] = row.service;
  texts.server[at] = row.serverName ?? row.respIp;
  texts.serverName[at] = row.serverName;
  texts.serverNameSource[at] = row.serverNameSource;
  texts.ja4[at] = row.ja4;
  texts.alpn[at] = row.alpn;
  texts.version[at] = row.version;
  texts.connState[at] = row.connState;
  texts.app[at] = row.app;
  texts.package[at] = row.package;
  texts.appKey[at] = row.package ?? row.app;
  texts.operator[at] = notes.operator;
  texts.networkKind[at] = notes.networkKind;
  texts.respScope[at] = notes.respScope;
  texts.endpointPattern[at] = endpoint?.pattern ?? null;
  texts.endpointOwner[at] = endpoint?.owner ?? null;
  texts.endpointRole[at] = endpoint?.role ?? null;
  texts.endpointConfidence[at] = endpoint?.confidence ?? null;
}

/** Makes texts of opinions. Annotators share one array between the rows of an address: its text is made once and shared too. */
function opinionWriter(databases: readonly CountryDatabase[] | undefined): (countries: readonly CountryOpinion[]) => string | null {
  const known = new WeakMap<readonly CountryOpinion[], string>();
  const word = (opinion: CountryOpinion | undefined): string => opinion?.country?.replace(/\s/g, "_") ?? NO_COUNTRY;
  return (countries) => {
    if (countries.length === 0 || databases?.length === 0) return null;
    let text = known.get(countries);
    if (text === undefined) {
      const ordered =
        databases?.map(({ database, date }) => countries.find((opinion) => opinion.database === database && opinion.date === date)) ??
        countries;
      text = ordered.map(word).join(" ");
      known.set(countries, text);
    }
    return text;
  };
}

function putNumbers(numbers: Numbers, at: number, row: CapturedConversation, notes: ConversationNotes): void {
  numbers.timeUs[at] = row.timeUs;
  numbers.durationUs[at] = row.durationUs;
  numbers.origPort[at] = row.origPort;
  numbers.respPort[at] = row.respPort;
  numbers.origBytes[at] = row.origBytes;
  numbers.respBytes[at] = row.respBytes;
  numbers.origIpBytes[at] = row.origIpBytes;
  numbers.respIpBytes[at] = row.respIpBytes;
  numbers.origWireBytes[at] = row.origWireBytes;
  numbers.respWireBytes[at] = row.respWireBytes;
  numbers.origPkts[at] = row.origPkts;
  numbers.respPkts[at] = row.respPkts;
  numbers.missedBytes[at] = row.missedBytes;
  numbers.retransmittedBytes[at] = row.retransmittedBytes;
  numbers.directionInferred[at] = row.directionInferred ? 1 : 0;
  numbers.vlan[at] = row.vlan ?? Number.NaN;
  numbers.tunnelDepth[at] = row.tunnelDepth;
  numbers.rttUs[at] = row.rttUs ?? Number.NaN;
  numbers.uid[at] = row.uid ?? Number.NaN;
  numbers.asn[at] = notes.asn ?? Number.NaN;
}

function nameApps(texts: Texts, uids: Float64Array, rows: number, apps: ReadonlyMap<number, CaptureApp>): void {
  for (let at = 0; at < rows; at++) {
    const found = apps.get(uids[at] as number);
    if (found === undefined) continue;
    texts.app[at] = found.app ?? texts.app[at] ?? null;
    texts.package[at] = found.package ?? texts.package[at] ?? null;
    texts.appKey[at] = texts.package[at] ?? texts.app[at] ?? null;
  }
}

function sortedRows(timeUs: Float64Array, flowIds: readonly (string | null)[], rows: number): number[] {
  const order = Array.from({ length: rows }, (_, at) => at);
  return order.sort((one, other) => {
    const apart = (timeUs[one] as number) - (timeUs[other] as number);
    if (apart !== 0) return apart;
    const [first, second] = [flowIds[one] as string, flowIds[other] as string];
    return first < second ? -1 : first > second ? 1 : one - other;
  });
}

function pickedNumbers<Numbers extends Float64Array | Int32Array | Uint8Array>(from: Numbers, order: readonly number[]): Numbers {
  const picked = from.slice(0, order.length) as Numbers;
  for (let at = 0; at < order.length; at++) picked[at] = from[order[at] as number] as number;
  return picked;
}
