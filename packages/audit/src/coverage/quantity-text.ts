/** Shares, times and counts in the words of sentences. */

/** `38 %`, `less than 1 %`, `all`, `none`. Never a rounded-up "all". */
export function shareText(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return "none";
  const share = part / whole;
  if (share >= 1) return "all";
  if (share < 0.01) return "less than 1 %";
  if (share > 0.99) return "more than 99 %";
  return `${Math.round(share * 100)} %`;
}

/** `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function durationText(durationS: number): string {
  const seconds = Math.max(0, Math.round(durationS));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** `1 conversation`, `12 conversations`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and 3 more`: at most `most` are named. `what` says what there is more of: `3 more servers`. */
export function listText(words: readonly string[], most = 3, what?: string): string {
  if (words.length > most + 1)
    return `${words.slice(0, most).join(", ")} and ${words.length - most} more${what === undefined ? "" : ` ${what}`}`;
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
