/** Ids of shares, grants, destinations, recipients: drawn at random. */
import { randomBytes } from "node:crypto";
import { toHex } from "@creance/core";

/** 32 lower-case hexadecimal characters. */
export function newId(): string {
  return toHex(randomBytes(16));
}
