/** The view of the file list as its address. */

/** States a kept file can be in. */
export const fileStates = ["read", "sealed", "unread", "damaged"] as const;

/** The view. */
export interface FilesSearch {
  readonly state?: (typeof fileStates)[number];
}

/** The view an address means. */
export function parseFilesSearch(raw: Record<string, unknown>): FilesSearch {
  const state = fileStates.find((known) => known === raw["state"]);
  return state === undefined ? {} : { state };
}
