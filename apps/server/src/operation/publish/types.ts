/** The public page as routes and the command line see it: static files, off by default, previewed, checked. */
import type { FlightOnPage, FlightPublicState, FlightPurpose, TransparencyDocument, TransparencySettings } from "@creance/policy";
import type { LeakReport } from "../leaks/types.ts";

/** A file of the page. */
export interface PublicFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Exactly what would be public. */
export interface PagePreview {
  /** SHA-256 of the document: writing asks for it, so that what is written is what was looked at. */
  readonly pageSha256: string;
  readonly document: TransparencyDocument;
  readonly files: readonly PublicFile[];
  /** True positions, serials and names of the shown flights, looked for in the files: none may be found. */
  readonly leaks: LeakReport;
  /** Why the totals carry no signature; `null`: they are signed. */
  readonly unsigned: string | null;
}

/** The public page of the open vault. All state is the ledger's. */
export interface Publishing {
  /** How each kept flight stands, newest first. */
  flights(settings: TransparencySettings): Promise<readonly FlightOnPage[]>;
  /** A person's word on one flight. Throws `no-such-flight`, `flight-held`. */
  setFlight(
    id: string,
    word: { readonly state: FlightPublicState; readonly purpose: FlightPurpose | null; readonly by: string },
  ): Promise<void>;
  preview(settings: TransparencySettings): Promise<PagePreview>;
  /**
   * Writes the files into a folder that is new, empty or was written by this; `null`: only enters that they are written, whoever asks hands them on.
   * `pageSha256`: of the preview that was looked at. Throws `page-changed`, `page-leaks`,
   * `not-our-folder`, `folder-in-vault`, `folder-unwritable`.
   */
  write(
    settings: TransparencySettings,
    options: { readonly folder: string | null; readonly pageSha256: string; readonly by: string },
  ): Promise<PagePreview>;
}
