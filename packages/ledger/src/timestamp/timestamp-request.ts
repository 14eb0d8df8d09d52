/** Asks a timestamp authority (RFC 3161, section 2.4.1) when it saw a SHA-256. The file holds the hash, a random number and nothing else. */
import { FormatError, toHex } from "@creance/core";
import { DerReader } from "./der-reader.ts";
import { derInteger, derObjectId, derTags, derValue } from "./der-writer.ts";

/** Object identifier of SHA-256. */
export const SHA256_OID = "2.16.840.1.101.3.4.2.1";
/** Longest request or reply that is read. */
export const MAX_TIMESTAMP_BYTES = 65_536;

/** What a request asks. */
export interface TimestampRequest {
  /** Lower-case hexadecimal SHA-256 that is to be stamped. */
  readonly imprintSha256: string;
  /** Lower-case hexadecimal, without leading zero bytes; `null` when it has none. */
  readonly nonceHex: string | null;
}

/** Writes a request. `imprint`: SHA-256, 32 bytes; `nonce`: random bytes that the reply must repeat. The authority's certificate is asked for. */
export function timestampRequest(imprint: Uint8Array, nonce: Uint8Array): Uint8Array {
  return derValue(
    derTags.sequence,
    derInteger(Uint8Array.of(1)),
    messageImprint(imprint),
    derInteger(nonce),
    derValue(derTags.boolean, Uint8Array.of(0xff)),
  );
}

/** Reads a request. Throws a `FormatError`. */
export function readTimestampRequest(bytes: Uint8Array): TimestampRequest {
  refuseLong(bytes);
  const request = new DerReader(bytes).enter("TimeStampReq", derTags.sequence);
  request.readSmallInteger("version");
  const imprintSha256 = readImprint(request);
  if (request.nextTag === derTags.objectId) request.read("reqPolicy");
  const nonceHex = request.nextTag === derTags.integer ? toHex(request.readMagnitude("nonce")) : null;
  return { imprintSha256, nonceHex };
}

/** Reads a `MessageImprint` over SHA-256. */
export function readImprint(reader: DerReader): string {
  const imprint = reader.enter("messageImprint", derTags.sequence);
  const oid = imprint.enter("hashAlgorithm", derTags.sequence).readObjectId("algorithm");
  const hash = imprint.read("hashedMessage", derTags.octets);
  if (oid !== SHA256_OID || hash.content.byteLength !== 32) {
    throw new FormatError(
      "timestamp-hash",
      { format: "rfc3161", offset: hash.offset, field: "messageImprint" },
      "what was stamped is no SHA-256",
    );
  }
  return toHex(hash.content);
}

/** Throws a `FormatError` for bytes that are too long to be a request or a reply. */
export function refuseLong(bytes: Uint8Array): void {
  if (bytes.byteLength <= MAX_TIMESTAMP_BYTES) return;
  throw new FormatError("timestamp-long", { format: "rfc3161", offset: 0 }, `longer than ${MAX_TIMESTAMP_BYTES} bytes`);
}

function messageImprint(imprint: Uint8Array): Uint8Array {
  const algorithm = derValue(derTags.sequence, derObjectId(SHA256_OID), derValue(derTags.null));
  return derValue(derTags.sequence, algorithm, derValue(derTags.octets, imprint));
}
