/** The solved clock of a card, in words. */
import type { MediaCards } from "@creance/api";

/** `UTC+2, and 41 s fast`; what is not solved is said. */
export function cardClockWords({ offsetUs, zoneMin }: Pick<MediaCards[number], "offsetUs" | "zoneMin">): string {
  if (offsetUs === null) return "Not solved";
  if (zoneMin === null) return `${signed(offsetUs / 1e6)} against UTC`;
  const driftS = Math.round(offsetUs / 1e6 - zoneMin * 60);
  const drift = driftS === 0 ? "" : `, and ${durationWords(Math.abs(driftS))} ${driftS > 0 ? "fast" : "slow"}`;
  return `${zoneWords(zoneMin)}${drift}`;
}

function zoneWords(zoneMin: number): string {
  const minutes = Math.abs(zoneMin);
  const rest = minutes % 60;
  return `UTC${zoneMin < 0 ? "−" : "+"}${Math.floor(minutes / 60)}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}

function signed(seconds: number): string {
  return `${seconds < 0 ? "−" : "+"}${durationWords(Math.abs(Math.round(seconds)))}`;
}

function durationWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
