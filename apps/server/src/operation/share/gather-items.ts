/** What a person named, as files: originals as they were recorded, or a flight's track as text. */
import type { ByteSource } from "@creance/core";
import { UserError } from "@creance/core";
import type { TrackExport } from "@creance/formats";
import { openFileSource } from "@creance/node";
import type { AskedItem, DataClass } from "@creance/policy";
import type { Mask, RedactionPlace } from "@creance/seal";
import type { Vault } from "@creance/vault";
import { baseName } from "../readers/base-name.ts";
import type { ExportFormat } from "../types.ts";
import { flightClasses, mediaClasses, originalClasses } from "./item-classes.ts";
import type { ShareThing } from "./types.ts";

/** More items than this are refused. */
export const MOST_ITEMS = 10_000;

/** One file that is to be shared, before anything is taken out. */
export interface GatheredItem {
  /** The original that it is, or was made of. */
  readonly sha256: string;
  readonly name: string;
  /** Format id; `null`: of no format that is read here. */
  readonly format: string | null;
  readonly kind: AskedItem["kind"];
  readonly aircraft: readonly string[];
  readonly classes: readonly DataClass[];
  readonly masks: readonly Mask[];
  /** Home and pilot positions of its flights. */
  readonly homes: readonly RedactionPlace[];
  readonly takenAt: RedactionPlace | null;
  /** The original, sent as it is; `null` for what is written anew. */
  readonly originalPath: string | null;
  /** Set for a flight's track: the export's format and text. */
  readonly exported: { readonly form: ExportFormat; readonly text: () => Promise<AsyncIterable<string>> } | null;
  /** Rows of a flight, for redactions that write it anew; `null`: it has none. */
  readonly track: (() => Promise<TrackExport>) | null;
  readonly trackFields: readonly { readonly name: string; readonly value: string }[];
}

/** What gathering reads from. */
export interface GatherParts {
  readonly vault: Vault;
  readonly exportFlight: (id: string, format: ExportFormat) => Promise<AsyncIterable<string>>;
  readonly trackOf: (id: string) => Promise<TrackExport>;
}

/** Finds the files of what was named. */
export type ItemGatherer = (things: readonly ShareThing[], options: { readonly facesChecked: boolean }) => readonly GatheredItem[];

/** Makes the gatherer. It throws a `UserError` (`no-such-item`, `too-many-items`, `nothing-named`, `sealed-flight`). */
export function itemGatherer(parts: GatherParts): ItemGatherer {
  return (things, options) => {
    const items: GatheredItem[] = [];
    for (const thing of things) {
      if (thing.kind === "flight") items.push(...flightItems(parts, thing));
      else if (thing.kind === "media") items.push(mediaItem(parts, thing, options));
      else items.push(originalItem(parts, thing.sha256));
      if (items.length > MOST_ITEMS)
        throw new UserError(
          "too-many-items",
          "wrongUse",
          `More than ${MOST_ITEMS} files in one share: share them in parts. Nothing was sent.`,
        );
    }
    const distinct = new Map<string, GatheredItem>();
    for (const item of items) {
      const key = `${item.sha256} ${item.exported?.form ?? "original"} ${item.exported === null ? "" : item.name}`;
      const before = distinct.get(key);
      distinct.set(key, before === undefined ? item : both(before, item));
    }
    if (distinct.size === 0) throw new UserError("nothing-named", "wrongUse", "Nothing to share was named. Nothing was sent.");
    return [...distinct.values()];
  };
}

/** A file that was named twice, as one: every box that was drawn is painted, and no place or name that either knows is lost. */
function both(first: GatheredItem, second: GatheredItem): GatheredItem {
  // A bare original is of every class that there is, since nobody knows.
  const known = first.kind === "other" ? second : first;
  return {
    ...known,
    aircraft: [...new Set([...first.aircraft, ...second.aircraft])],
    classes: first.kind === second.kind ? [...new Set([...first.classes, ...second.classes])] : known.classes,
    masks: [...first.masks, ...second.masks],
    homes: [...first.homes, ...second.homes],
    takenAt: known.takenAt ?? first.takenAt ?? second.takenAt,
    trackFields: [...first.trackFields, ...second.trackFields],
  };
}

/** The bytes of an original. The caller closes it. */
export async function openOriginal(vault: Vault, sha256: string): Promise<ByteSource & { close(): Promise<void> }> {
  try {
    return await openFileSource(vault.originalPath(sha256));
  } catch (error) {
    throw new UserError(
      "original-unreadable",
      "machineRefused",
      `The original ${sha256.slice(0, 16)} could not be read. Nothing was sent; \`creance fsck\` says which files are damaged.`,
      { cause: error },
    );
  }
}

function flightItems(parts: GatherParts, thing: ShareThing & { readonly kind: "flight" }): readonly GatheredItem[] {
  const detail = parts.vault.flight(thing.id);
  if (detail === undefined) throw missing(`flight ${thing.id}`);
  const { summary, originals, home, pilot } = detail;
  const common = {
    kind: "flight" as const,
    aircraft: [summary.aircraftName, summary.aircraftSerial].filter((one) => one !== null),
    masks: [],
    homes: [summary.home, home, pilot].filter((place) => place !== null),
    takenAt: null,
    track: summary.sealed ? null : () => parts.trackOf(thing.id),
    // Values that name somebody or something; positions are looked for by themselves.
    trackFields: detail.reveals
      .filter(({ kind }) => /serial|uuid|name|account|phone|email|server/i.test(kind))
      .map(({ kind, value }) => ({ name: kind, value })),
  };
  if (thing.form === "original") {
    return originals.map((original) => ({
      ...common,
      sha256: original.sha256,
      name: baseName(original.fileName) ?? `${original.sha256.slice(0, 16)}.bin`,
      format: original.format,
      classes: flightClasses(detail),
      originalPath: parts.vault.originalPath(original.sha256),
      exported: null,
    }));
  }
  const form: ExportFormat = thing.form;
  if (summary.sealed) {
    throw new UserError(
      "sealed-flight",
      "conflict",
      `Flight ${thing.id} is sealed, so it has no track to export. Share its original, or add its keys first. Nothing was sent.`,
    );
  }
  const sha256 = parts.vault.trackPlace(thing.id)?.sha256 ?? originals[0]?.sha256;
  if (sha256 === undefined) throw missing(`original of flight ${thing.id}`);
  return [
    {
      ...common,
      sha256,
      name: `flight-${thing.id}.${form}`,
      format: form,
      classes: flightClasses(detail),
      originalPath: null,
      exported: { form, text: () => parts.exportFlight(thing.id, form) },
    },
  ];
}

function mediaItem(
  parts: GatherParts,
  thing: ShareThing & { readonly kind: "media" },
  options: { readonly facesChecked: boolean },
): GatheredItem {
  const entry = parts.vault.mediaEntry(thing.sha256);
  if (entry === undefined) throw missing(`picture or clip ${thing.sha256}`);
  const { row } = entry;
  const flight = row.flightId === null ? undefined : parts.vault.uncountedFlight(row.flightId);
  return {
    sha256: thing.sha256,
    name: baseName(row.fileName) ?? `${thing.sha256.slice(0, 16)}.bin`,
    format: row.format,
    kind: row.kind === "clip" ? "clip" : row.kind === "photo" ? "picture" : "other",
    aircraft: [row.aircraftModel, flight?.summary.aircraftName, flight?.summary.aircraftSerial].filter(
      (one) => one !== null && one !== undefined,
    ),
    classes: mediaClasses(entry, options),
    masks: thing.masks ?? [],
    homes: [flight?.summary.home, flight?.home, flight?.pilot].filter((place) => place !== null && place !== undefined),
    takenAt: row.position,
    originalPath: parts.vault.originalPath(thing.sha256),
    exported: null,
    track: null,
    trackFields: [],
  };
}

function originalItem(parts: GatherParts, sha256: string): GatheredItem {
  const size = parts.vault.originalSize(sha256);
  const reading = parts.vault.reading(sha256);
  if (size === undefined) throw missing(`original ${sha256}`);
  const isCapture = parts.vault.capture(sha256) !== undefined;
  return {
    sha256,
    name: baseName(parts.vault.fileName(sha256) ?? null) ?? `${sha256.slice(0, 16)}.bin`,
    format: reading?.format ?? null,
    kind: isCapture ? "capture" : "other",
    aircraft: [],
    classes: originalClasses(isCapture),
    masks: [],
    homes: [],
    takenAt: null,
    originalPath: parts.vault.originalPath(sha256),
    exported: null,
    track: null,
    trackFields: [],
  };
}

function missing(what: string): UserError {
  return new UserError("no-such-item", "notFound", `There is no ${what.slice(0, 90)} in this vault. Nothing was sent.`);
}
