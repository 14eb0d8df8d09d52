/**
 * Reads what a timestamp authority answered (RFC 3161, section 2.4.2): status, and in the token the hash, the time and the repeated number.
 * The authority's signature is not checked here: see `docs/formats/ledger.md`, timestamps.
 */
import { FormatError, toHex } from "@creance/core";
import { DerReader } from "./der-reader.ts";
import { derTags } from "./der-writer.ts";
import { readImprint, refuseLong, type TimestampRequest } from "./timestamp-request.ts";

const SIGNED_DATA_OID = "1.2.840.113549.1.7.2";
const TST_INFO_OID = "1.2.840.113549.1.9.16.1.4";
const FORMAT = "rfc3161";

/** What the token says. */
export interface TimestampToken {
  /** Lower-case hexadecimal SHA-256 that was stamped. */
  readonly imprintSha256: string;
  /** When, by the authority's clock. */
  readonly stampedUs: number;
  /** Lower-case hexadecimal, without leading zero bytes; `null`: not repeated. */
  readonly nonceHex: string | null;
  /** Serial number of the token, lower-case hexadecimal. */
  readonly serialHex: string;
  /** Object identifier of the authority's policy. */
  readonly policy: string;
}

/** An answer. */
export interface TimestampReply {
  /** PKIStatus: 0 granted, 1 granted with changes, 2 rejected, and others. */
  readonly status: number;
  /** `null` unless it was granted. */
  readonly token: TimestampToken | null;
}

/** What is wrong with a reply, as a code and a sentence. */
export interface TimestampFault {
  readonly code: "timestamp-refused" | "timestamp-other-hash" | "timestamp-other-nonce" | "timestamp-too-early";
  readonly sentence: string;
}

/** Reads a reply. Throws a `FormatError`. */
export function readTimestampReply(bytes: Uint8Array): TimestampReply {
  refuseLong(bytes);
  const reply = new DerReader(bytes).enter("TimeStampResp", derTags.sequence);
  const status = reply.enter("status", derTags.sequence).readSmallInteger("status");
  if (status > 1) return { status, token: null };
  const content = reply.enter("timeStampToken", derTags.sequence);
  expectOid(content, "contentType", SIGNED_DATA_OID);
  const signed = content.enter("content", derTags.context0).enter("SignedData", derTags.sequence);
  signed.readSmallInteger("version");
  signed.read("digestAlgorithms", derTags.set);
  const inside = signed.enter("encapContentInfo", derTags.sequence);
  expectOid(inside, "eContentType", TST_INFO_OID);
  const info = inside.enter("eContent", derTags.context0).enter("TSTInfo", derTags.octets).enter("TSTInfo", derTags.sequence);
  return { status, token: readInfo(info) };
}

/** What is wrong with a reply to a request: nothing, or each fault. `notBeforeUs`: the checkpoint was signed then; a token cannot be older. */
export function timestampFaults(
  request: TimestampRequest,
  reply: TimestampReply,
  notBeforeUs: number | null = null,
): readonly TimestampFault[] {
  const { token } = reply;
  if (token === null) {
    return [{ code: "timestamp-refused", sentence: `The authority did not stamp it (status ${reply.status}).` }];
  }
  const faults: TimestampFault[] = [];
  if (token.imprintSha256 !== request.imprintSha256) {
    faults.push({ code: "timestamp-other-hash", sentence: "The token is about other bytes than those of the request." });
  }
  if (request.nonceHex !== null && token.nonceHex !== request.nonceHex) {
    faults.push({ code: "timestamp-other-nonce", sentence: "The token does not repeat the request's number: it answers another request." });
  }
  if (notBeforeUs !== null && token.stampedUs < notBeforeUs - CLOCK_SLACK_US) {
    faults.push({ code: "timestamp-too-early", sentence: "The token is older than the checkpoint: one of the two clocks is wrong." });
  }
  return faults;
}

/** How far two clocks may differ: ten minutes. */
const CLOCK_SLACK_US = 600_000_000;

function readInfo(info: DerReader): TimestampToken {
  info.readSmallInteger("version");
  const policy = info.readObjectId("policy");
  const imprintSha256 = readImprint(info);
  const serialHex = toHex(info.readMagnitude("serialNumber"));
  const time = info.read("genTime", derTags.generalizedTime);
  const stampedUs = timeUs(time.content, time.offset);
  let nonceHex: string | null = null;
  while (!info.isAtEnd) {
    if (info.nextTag === derTags.integer) {
      nonceHex = toHex(info.readMagnitude("nonce"));
      break;
    }
    info.read("accuracy");
  }
  return { imprintSha256, stampedUs, nonceHex, serialHex, policy };
}

function timeUs(bytes: Uint8Array, offset: number): number {
  const text = bytes.byteLength > 32 ? "" : new TextDecoder().decode(bytes);
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  if (parts === null) throw new FormatError("timestamp-time", { format: FORMAT, offset, field: "genTime" }, "the time cannot be read");
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second);
  const fraction = Number((parts[7] ?? "").padEnd(6, "0").slice(0, 6));
  if (milliseconds < 0 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
    throw new FormatError("timestamp-time", { format: FORMAT, offset, field: "genTime" }, "the time cannot be read");
  }
  return milliseconds * 1000 + fraction;
}

function expectOid(reader: DerReader, field: string, wanted: string): void {
  const found = reader.readObjectId(field);
  if (found === wanted) return;
  throw new FormatError(
    "timestamp-kind",
    { format: FORMAT, offset: 0, field },
    `${found} stands where ${wanted} belongs: this is no timestamp`,
  );
}
