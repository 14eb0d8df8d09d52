/** Shares and lengths of time for a reader. */

/** `all`, `84 %`, `below 1 %`, `above 99 %`, `none`: never rounded up to the whole. `share` from 0 to 1. */
export function shareWords(share: number): string {
  if (share >= 1) return "all";
  if (share <= 0) return "none";
  if (share < 0.01) return "below 1 %";
  return share > 0.99 ? "above 99 %" : `${Math.round(share * 100)} %`;
}

/** `38 s`, `4 min 22 s`, `3 h 5 min`; seconds below zero are none. */
export function lengthWords(durationS: number): string {
  const seconds = Math.max(0, Math.round(durationS));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
