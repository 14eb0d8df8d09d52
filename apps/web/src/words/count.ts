/** Counts and lists in words. */

/** `1 flight`, `1,400 flights`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

/** `10,000`. */
export function grouped(number: number): string {
  return Math.round(number)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `3 h 12 min`, `12 min`, `40 s` from microseconds. */
export function longDuration(durationUs: number): string {
  const seconds = Math.round(durationUs / 1e6);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${grouped(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
