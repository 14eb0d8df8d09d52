/** Formats and subscriptions of a ULog, and the collectors of the topics that are wanted. */
import type { Issue } from "@creance/core";
import type { MessageSeries, SeriesField, SeriesWish } from "../message-series/message-series.ts";
import { SeriesCollector } from "../message-series/series-collector.ts";
import { readStoredText } from "../message-series/stored-text.ts";
import { parseFormat, type ResolvedFormat, resolveFormat } from "./message-format.ts";
import type { UlogReadOptions, UlogTopicCount } from "./types.ts";
import { ulogIssue } from "./ulog-issue.ts";

/** A subscribed topic. */
export interface UlogTopic {
  readonly name: string;
  readonly instance: number;
  /** Bytes that a message must have for every wanted field; trailing padding may be missing. */
  readonly needBytes: number;
  readonly sizeBytes: number;
  /** `null` when the topic is counted only. */
  readonly collector: SeriesCollector | null;
  messages: number;
}

/** A message inside its block. */
export interface UlogMessage {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  /** Offset of the content in the block. */
  readonly at: number;
  readonly next: number;
  readonly blockStart: number;
}

const FORMAT = 70;
const SUBSCRIBE = 65;
const UNSUBSCRIBE = 82;
/** Formats and topics of a log at most (PX4 has about 200 topics). */
const MAX_FORMATS = 4000;
const MAX_TOPICS = 4000;
/** Values that all wanted topics together may have. */
const MAX_COLUMNS = 60_000;
/** A topic's first value: µs since boot. */
const timeField: SeriesField = { name: "timestamp", kind: "uint64", offset: 0, lengthBytes: 8 };

/** Keeps the topics of one reading. */
export class UlogTopics {
  /** Topics by message id. */
  readonly byId: (UlogTopic | undefined)[] = [];
  readonly issues: Issue[] = [];
  readonly #options: Required<Pick<UlogReadOptions, "topics" | "maxRows">>;
  readonly #formats = new Map<string, NonNullable<ReturnType<typeof parseFormat>>["fields"]>();
  readonly #resolved = new Map<string, ResolvedFormat | null>();
  readonly #all: UlogTopic[] = [];
  #columns = 0;

  constructor(options: Required<Pick<UlogReadOptions, "topics" | "maxRows">>) {
    this.#options = options;
  }

  /** Takes a format, a subscription or its end; false for any other message. */
  read(type: number, message: UlogMessage): boolean {
    if (type === FORMAT) this.#readFormat(message);
    else if (type === SUBSCRIBE) this.#subscribe(message);
    else if (type === UNSUBSCRIBE) {
      // Exactly an id: a longer one is a damaged message of another kind.
      if (message.next - message.at === 2) this.byId[message.view.getUint16(message.at, true)] = undefined;
    } else return false;
    return true;
  }

  /** Moves what was noted in a block into the columns. */
  flush(view: DataView, bytes: Uint8Array, blockStart: number): void {
    for (const topic of this.#all) topic.collector?.flush(view, bytes, blockStart);
  }

  series(): MessageSeries[] {
    return this.#all.flatMap(({ collector }) => (collector === null ? [] : [collector.finish()])).filter(({ rows }) => rows > 0);
  }

  counts(): UlogTopicCount[] {
    return this.#all.map(({ name, instance, messages }) => ({ name, instance, messages }));
  }

  #readFormat({ bytes, at, next, blockStart }: UlogMessage): void {
    const format = parseFormat(readStoredText(bytes, at, next));
    if (format === null || this.#formats.size >= MAX_FORMATS) {
      if (this.issues.length < 20) this.issues.push(ulogIssue("ulog-bad-format", blockStart + at));
      return;
    }
    if (!this.#formats.has(format.name)) this.#formats.set(format.name, format.fields);
  }

  #subscribe({ view, bytes, at, next, blockStart }: UlogMessage): void {
    if (next - at < 4 || this.#all.length >= MAX_TOPICS) return;
    const instance = bytes[at] as number;
    const name = readStoredText(bytes, at + 3, next);
    const id = view.getUint16(at + 1, true);
    // The same subscription again (an appended section): its series goes on.
    const before = this.byId[id];
    if (before !== undefined && before.name === name && before.instance === instance) return;
    let format = this.#resolved.get(name);
    if (format === undefined) {
      format = resolveFormat(name, this.#formats);
      this.#resolved.set(name, format);
    }
    if (format === null) {
      if (this.issues.length < 20) this.issues.push(ulogIssue("ulog-bad-format", blockStart + at, { field: name }));
      // A name that no format has is damage: the topic that has the id keeps it.
      if (this.#formats.has(name)) this.byId[id] = undefined;
      return;
    }
    const { topics, maxRows } = this.#options;
    const wish = topics === "all" ? allFields : Object.hasOwn(topics, name) ? topics[name] : undefined;
    const fields = wish === undefined ? [] : format.fields.filter((field) => isWanted(field.name, wish));
    const hasTime = format.fields[0]?.name === "timestamp" && format.fields[0].kind === "uint64";
    this.#columns += fields.length;
    const isWantedTopic = wish !== undefined && fields.length > 0 && hasTime && this.#columns <= MAX_COLUMNS;
    const earlier = this.#all.find((topic) => topic.name === name && topic.instance === instance);
    const topic: UlogTopic = earlier ?? {
      name,
      instance,
      needBytes: Math.max(8, ...fields.map(({ offset, lengthBytes }) => offset + lengthBytes)),
      sizeBytes: format.sizeBytes,
      collector: !isWantedTopic
        ? null
        : new SeriesCollector({
            name,
            instance,
            fields,
            timeField,
            minStepUs: wish.minStepUs ?? 0,
            maxRows: Math.min(wish.maxRows ?? maxRows, maxRows),
            overflow: wish.overflow ?? "thin",
          }),
      messages: 0,
    };
    this.byId[id] = topic;
    if (earlier === undefined) this.#all.push(topic);
  }
}

const allFields: SeriesWish = { fields: "all" };

function isWanted(name: string, { fields }: SeriesWish): boolean {
  if (fields === "all" || name === "timestamp") return true;
  return fields.some((wanted) => name === wanted || name.startsWith(`${wanted}[`) || name.startsWith(`${wanted}.`));
}
