/**
 * The gateway's own DNS: every question is answered from what is open now, none is ever passed on. So no name leaves, and nothing can be
 * carried inside a name.
 */
import type { GateService, GateState } from "../gate/types.ts";
import type { NamesAnswer } from "../log/types.ts";
import { HEADER_BYTES, type Question, readQuestion, u16 } from "./read-question.ts";
import { recordTypeName } from "./record-types.table.ts";
import { specialNameOf } from "./special-names.table.ts";

/** An answer with what the log says of it. */
export interface NamesReply {
  /** `null`: nothing is sent back. */
  readonly reply: Uint8Array<ArrayBuffer> | null;
  /** As in the log; `null` where no question could be read. */
  readonly name: string | null;
  readonly type: number | null;
  readonly typeName: string | null;
  readonly answer: NamesAnswer;
}

/** How long a device may remember an answer, seconds: an opening is seen soon, and a closing too. */
const NAME_TTL_S = 10;
/** Most that a reply is longer than its question: the SOA record. So nobody is flooded by way of this server. */
export const MAX_REPLY_GROWTH_BYTES = 33;

const A = 1;
const IN = 1;
const OPT = 41;
const SOA = 6;
/** Datagrams of this size are not fragmented (DNS flag day 2020); we never send one as long. */
const OUR_UDP_BYTES = 1232;

const rcodes = { ok: 0, formatError: 1, noSuchName: 3, notImplemented: 4, refused: 5, badVersion: 16 } as const;
type Rcode = keyof typeof rcodes;

/**
 * Answers one message (without the length of TCP). The address of an open service is its synthetic one; its other types are empty; every
 * other name does not exist. A reply is at most 33 bytes longer than its question and never above 512, so it is never truncated.
 */
export function answerQuestion(message: Uint8Array, state: GateState): NamesReply {
  // Without a header there is nobody to answer; a reply is never answered, or two servers would talk for ever.
  if (message.length < HEADER_BYTES) return unread(null, "malformed");
  const flags = u16(message, 2);
  if ((flags & 0x8000) !== 0) return unread(null, "refused");
  if (((flags >> 11) & 15) !== 0) return unread(makeReply(message, null, "notImplemented", null), "refused");
  const question = readQuestion(message);
  if (question === null) return unread(makeReply(message, null, "formatError", null), "malformed");
  const { name, type, edns } = question;
  const said = (rcode: Rcode, answer: NamesAnswer, address: string | null = null): NamesReply => ({
    reply: makeReply(message, question, rcode, address),
    name,
    type,
    typeName: recordTypeName(type),
    answer,
  });
  if (edns !== null && edns.version !== 0) return said("badVersion", "refused");
  if (question.class !== IN) return said("refused", "refused");
  const service = specialNameOf(name) === null ? servicesByName(state).get(name) : undefined;
  if (service === undefined || !service.isOpen) return said("noSuchName", "noSuchName");
  return type === A ? said("ok", "address", service.syntheticIp) : said("ok", "empty");
}

function unread(reply: NamesReply["reply"], answer: NamesAnswer): NamesReply {
  return { reply, name: null, type: null, typeName: null, answer };
}

const known = new WeakMap<GateState, ReadonlyMap<string, GateService>>();

/** Made once for each state. Where a name stands twice, the first decides, open or not: the policy's services stand before probes. */
function servicesByName(state: GateState): ReadonlyMap<string, GateService> {
  let services = known.get(state);
  if (services === undefined) {
    services = new Map([...state.services].reverse().map((service) => [service.name, service]));
    known.set(state, services);
  }
  return services;
}

function makeReply(message: Uint8Array, question: Question | null, rcode: Rcode, address: string | null): Uint8Array<ArrayBuffer> {
  const code = rcodes[rcode];
  const isNegative = question !== null && address === null && (rcode === "ok" || rcode === "noSuchName");
  const edns = question?.edns ?? null;
  const questionEnd = question?.end ?? HEADER_BYTES;
  const writer = openWriter(
    questionEnd + (address === null ? 0 : 16) + (isNegative ? MAX_REPLY_GROWTH_BYTES : 0) + (edns === null ? 0 : 11),
  );
  // The identifier and the question come back bit by bit as they were asked: letter case is a client's proof against forged answers.
  writer.copy(message.subarray(0, 2));
  // Response, opcode query, authoritative; recursion desired and checking disabled as asked; recursion available, or clients go elsewhere.
  writer.u16(0x8480 | (u16(message, 2) & 0x0110) | (code & 15));
  for (const count of [question === null ? 0 : 1, address === null ? 0 : 1, isNegative ? 1 : 0, edns === null ? 0 : 1]) writer.u16(count);
  writer.copy(message.subarray(HEADER_BYTES, questionEnd));
  if (address !== null) {
    writer.u16(0xc000 | HEADER_BYTES);
    writer.record(A, IN, NAME_TTL_S, 4);
    for (const part of address.split(".")) writer.u8(Number(part));
  }
  if (isNegative) {
    // The start of authority of the root: without one, devices do not remember that there is no such name (RFC 2308).
    writer.u8(0);
    writer.record(SOA, IN, NAME_TTL_S, 22);
    writer.u16(0);
    for (const value of [1, 3600, 600, 86_400, NAME_TTL_S]) writer.u32(value);
  }
  if (edns !== null) {
    writer.u8(0);
    writer.record(OPT, OUR_UDP_BYTES, (code >> 4) * 0x100_0000 + (edns.wantsSignatures ? 0x8000 : 0), 0);
  }
  return writer.bytes;
}

interface Writer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  u8(value: number): void;
  u16(value: number): void;
  u32(value: number): void;
  copy(bytes: Uint8Array): void;
  /** What follows a record's name. */
  record(type: number, recordClass: number, ttlS: number, dataBytes: number): void;
}

function openWriter(sizeBytes: number): Writer {
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const writer: Writer = {
    bytes,
    u8(value) {
      view.setUint8(at, value);
      at += 1;
    },
    u16(value) {
      view.setUint16(at, value);
      at += 2;
    },
    u32(value) {
      view.setUint32(at, value);
      at += 4;
    },
    copy(from) {
      bytes.set(from, at);
      at += from.length;
    },
    record(type, recordClass, ttlS, dataBytes) {
      writer.u16(type);
      writer.u16(recordClass);
      writer.u32(ttlS);
      writer.u16(dataBytes);
    },
  };
  return writer;
}
