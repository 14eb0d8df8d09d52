/** One kind of message of a DataFlash log, with the collectors of its instances. */
import { fieldKindBytes } from "../message-series/field-kinds.table.ts";
import type { MessageSeries, SeriesField, SeriesWish } from "../message-series/message-series.ts";
import { SeriesCollector } from "../message-series/series-collector.ts";
import { fieldLetters } from "./field-letters.table.ts";

/** Columns that number an instance, where the log's units do not say so. */
const INSTANCE_NAMES = new Set(["I", "Inst", "Instance"]);
const HEAD_BYTES = 3;

/** What a format message says. */
export interface KindDefinition {
  readonly type: number;
  readonly name: string;
  readonly lengthBytes: number;
  readonly letters: string;
  readonly columns: readonly string[];
}

/** Fields of a format; `null` when letters, columns and length contradict each other. */
export function fieldsOfKind({ letters, columns, lengthBytes }: KindDefinition): SeriesField[] | null {
  if (letters.length !== columns.length) return null;
  const fields: SeriesField[] = [];
  let offset = 0;
  for (const [at, letter] of [...letters].entries()) {
    const spec = Object.hasOwn(fieldLetters, letter) ? fieldLetters[letter] : undefined;
    const name = columns[at] as string;
    if (spec === undefined || name === "") return null;
    const divisor = spec.divisor === undefined ? {} : { divisor: spec.divisor };
    if (spec.count === undefined) fields.push({ name, kind: spec.kind, offset, lengthBytes: spec.bytes, ...divisor });
    else {
      const size = fieldKindBytes[spec.kind];
      for (let index = 0; index < spec.count; index += 1)
        fields.push({ name: `${name}[${index}]`, kind: spec.kind, offset: offset + index * size, lengthBytes: size });
    }
    offset += spec.bytes;
  }
  return offset + HEAD_BYTES === lengthBytes ? fields : null;
}

/** Collects the messages of a kind. */
export class MessageKind {
  readonly definition: KindDefinition;
  readonly fields: readonly SeriesField[] | null;
  readonly lengthBytes: number;
  /** Offset of the instance number in the body; -1 when there is none. */
  instanceOffset = -1;
  messages = 0;
  readonly #wish: SeriesWish | undefined;
  readonly #maxRows: number;
  /** By instance. */
  readonly #collectors: (SeriesCollector | undefined)[] = [];
  readonly isWanted: boolean;

  constructor(definition: KindDefinition, wish: SeriesWish | undefined, maxRows: number) {
    this.definition = definition;
    this.lengthBytes = definition.lengthBytes;
    this.fields = fieldsOfKind(definition);
    this.#wish = wish;
    this.#maxRows = maxRows;
    this.isWanted = wish !== undefined && this.fields !== null;
    const instance = this.fields?.find(({ name, kind }) => kind === "uint8" && INSTANCE_NAMES.has(name));
    if (instance !== undefined) this.instanceOffset = instance.offset;
  }

  /** The units mark the column of that index as the instance number. */
  markInstance(column: number): void {
    const field = this.fields?.find(({ name }) => name === this.definition.columns[column]);
    if (field !== undefined && (field.kind === "uint8" || field.kind === "int8")) this.instanceOffset = field.offset;
  }

  /** Notes a message of the block that is being framed. */
  add(bytes: Uint8Array, at: number): void {
    this.messages += 1;
    if (!this.isWanted) return;
    const instance = this.instanceOffset < 0 ? 0 : (bytes[at + HEAD_BYTES + this.instanceOffset] as number);
    const collector = this.#collectors[instance] ?? this.#newCollector(instance);
    collector.add(at + HEAD_BYTES, at);
  }

  flush(view: DataView, bytes: Uint8Array, blockStart: number): void {
    for (const collector of this.#collectors) collector?.flush(view, bytes, blockStart);
  }

  series(): MessageSeries[] {
    return this.#collectors.flatMap((collector) => (collector === undefined ? [] : [collector.finish()]));
  }

  #newCollector(instance: number): SeriesCollector {
    const wish = this.#wish as SeriesWish;
    const fields = this.fields as readonly SeriesField[];
    const collector = new SeriesCollector({
      name: this.definition.name,
      instance,
      fields: fields.filter(({ name }) => isWantedField(name, wish)),
      timeField: fields.find(({ name, kind }) => name === "TimeUS" && kind === "uint64") ?? null,
      minStepUs: wish.minStepUs ?? 0,
      maxRows: Math.min(wish.maxRows ?? this.#maxRows, this.#maxRows),
      overflow: wish.overflow ?? "thin",
    });
    this.#collectors[instance] = collector;
    return collector;
  }
}

/** True for the wanted fields, and for the time always. */
export function isWantedField(name: string, { fields }: SeriesWish): boolean {
  if (fields === "all" || name === "TimeUS" || name === "TimeMS") return true;
  return fields.some((wanted) => name === wanted || name.startsWith(`${wanted}[`));
}
