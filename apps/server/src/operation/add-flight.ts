/** A flight that a person enters: written as a small document, kept as an original like any other, so that export, check and rebuild work. */
import type { FlightDetail, ImportedFile, ManualFlight } from "@creance/api";
import { isFormatError, UserError } from "@creance/core";
import { writeManualFlight } from "@creance/formats";
import type { Vault } from "@creance/vault";
import type { ImportHandlers, ImportItem, Operation } from "./types.ts";

/** Keeps the flight and answers with its page. The same flight entered twice is one flight. `UserError` for values out of their range. */
export async function addFlight(
  { vault, importItems }: { readonly vault: Vault; readonly importItems: Operation["importItems"] },
  flight: ManualFlight,
  handlers: Pick<ImportHandlers, "signal"> = {},
): Promise<FlightDetail> {
  const bytes = documentOf(flight);
  const files: ImportedFile[] = [];
  await importItems(oneItem(bytes, nameOf(flight)), { ...handlers, onFile: (file) => files.push(file) });
  const [file] = files;
  const detail = file?.flightId == null ? undefined : vault.flight(file.flightId);
  if (detail !== undefined) return detail;
  throw new UserError("flight-not-kept", "machineRefused", `The flight was not entered. ${file?.sentence ?? "The import was stopped."}`);
}

function documentOf(flight: ManualFlight): Uint8Array {
  try {
    return writeManualFlight(flight);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    throw new UserError("bad-flight", "wrongUse", `The flight cannot be entered: ${error.where.field ?? "a value"} is out of its range.`);
  }
}

function nameOf({ startUs }: ManualFlight): string {
  return `entered-flight-${new Date(startUs / 1000).toISOString().slice(0, 19).replaceAll(":", "")}Z.json`;
}

async function* oneItem(bytes: Uint8Array, path: string): AsyncGenerator<ImportItem> {
  yield {
    path,
    source: { size: bytes.byteLength, read: async (start, end) => bytes.slice(start, end) },
    release: async () => {},
  };
}
