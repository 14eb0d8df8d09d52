/** The list of contents that goes with a share, sealed like its items: only recipients learn names and hashes. */
import { FormatError } from "@creance/core";
import type { WorkItem } from "./share-folder.ts";
import type { ShareContents, ShareWish } from "./types.ts";

const FORMAT = "creance-share/1";
/** Longest list that is read. */
export const MOST_CONTENTS_BYTES = 16 * 1024 * 1024;
const MOST_ITEMS = 20_000;

/** The list as bytes. */
export function contentsText({
  shareId,
  wish,
  items,
}: {
  readonly shareId: string;
  readonly wish: Pick<ShareWish, "purpose" | "reason" | "untilUs">;
  readonly items: readonly WorkItem[];
}): Uint8Array {
  const contents: ShareContents = {
    format: FORMAT,
    shareId,
    purpose: wish.purpose,
    reason: wish.reason,
    untilUs: wish.untilUs,
    items: items.map(({ object, name, outBytes, outSha256, changes }) => ({
      object,
      name,
      sizeBytes: outBytes,
      sha256: outSha256,
      changes: [...new Set(changes.map((change) => `${change.class} ${change.how}`))],
    })),
  };
  return new TextEncoder().encode(`${JSON.stringify(contents)}\n`);
}

/** Reads a received list; `undefined` when the bytes are none. Throws a `FormatError` when it begins as one and is not. */
export function readContents(bytes: Uint8Array): ShareContents | undefined {
  const start = `{"format":"${FORMAT}"`;
  if (new TextDecoder().decode(bytes.subarray(0, start.length)) !== start) return undefined;
  const damaged = (detail: string): FormatError => new FormatError("bad-contents", { format: FORMAT, offset: 0 }, detail);
  if (bytes.byteLength > MOST_CONTENTS_BYTES) throw damaged("the list of contents is longer than any that is written");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged("the list of contents is no JSON");
  }
  if (!isContents(value)) throw damaged("the list of contents lacks a field");
  return value;
}

function isContents(value: unknown): value is ShareContents {
  const { shareId, purpose, reason, untilUs, items } = value as Partial<Record<keyof ShareContents, unknown>>;
  return (
    isText(shareId, 32) &&
    isText(purpose, 100) &&
    (reason === null || isText(reason, 20_000)) &&
    Number.isSafeInteger(untilUs) &&
    Array.isArray(items) &&
    items.length <= MOST_ITEMS &&
    items.every(isItem)
  );
}

function isItem(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { object, name, sizeBytes, sha256, changes } = value as Readonly<Record<string, unknown>>;
  return (
    isText(object, 1024) &&
    isText(name, 1024) &&
    Number.isSafeInteger(sizeBytes) &&
    (sizeBytes as number) >= 0 &&
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    Array.isArray(changes) &&
    changes.every((change) => isText(change, 1000))
  );
}

function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most;
}
