/** Times as cameras write them. */

/** `2026:09:12 11:14:03`, as EXIF has it. */
export function clockText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replaceAll("-", ":").replace("T", " ");
}

/** `2026-09-12T09:14:03.250000`, as `UTCAtExposure` has it. */
export function utcText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 23)}000`;
}

/** `20260912111403`, as file names have it. */
export function nameStamp(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replace(/\D/g, "");
}
