/** How long a conversation or a capture lasted. */

/** `120 ms`, `1.2 s`, `2 min 5 s`, `3 h 12 min`. */
export function lastingWords(durationUs: number | null): string {
  if (durationUs === null) return "unknown";
  if (durationUs < 999_500) return `${Math.round(durationUs / 1000)} ms`;
  if (durationUs < 59_950_000) return `${(durationUs / 1e6).toFixed(1)} s`;
  const seconds = Math.round(durationUs / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
