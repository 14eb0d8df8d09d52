/** Sizes in words: `10 MB`, `500 kB`, `4 MiB`. */

const unitBytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};
const SIZE = /^(\d{1,12}(?:\.\d{1,6})?) ?([A-Za-z]{1,3})$/;

/** Bytes of a size in words, `null` where it is none; whole, at least 1. */
export function parseSizeBytes(words: string): number | null {
  const [, number, unit] = SIZE.exec(words) ?? [];
  const factor = unit !== undefined && Object.hasOwn(unitBytes, unit) ? unitBytes[unit] : undefined;
  if (number === undefined || factor === undefined) return null;
  const bytes = Math.round(Number(number) * factor);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : null;
}

/** Bytes as the file would say them: `10 MB`, `500 kB`, `4 MiB`, `1234567 B`. */
export function sizeWords(bytes: number): string {
  for (const unit of ["TB", "GB", "MB", "kB", "GiB", "MiB", "KiB"]) {
    const factor = unitBytes[unit] ?? 1;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor} ${unit}`;
  }
  return `${bytes} B`;
}
