/** Sentences for people: why an item stands with a flight or does not, and what a card's clock said. */
import type { MatchableFlight, MatchConfidence, MatchReason } from "../media/match.ts";

/** What a sentence is made from. */
export interface MatchStory {
  readonly confidence: MatchConfidence;
  readonly why:
    | "fits"
    | "noPlace"
    | "tooFar"
    | "severalThen"
    | "severalThere"
    | "otherAircraft"
    | "otherAircraftThere"
    | "noFlightThen"
    | "noFlightThere"
    | "onlyFlightThere"
    | "nothingKnown";
  readonly best: { readonly flight: MatchableFlight; readonly residualM: number | null; readonly reasons: readonly MatchReason[] } | null;
  readonly others: number;
  readonly timed: boolean;
  readonly clock: "utc" | "position" | "cameraEvent" | "tooFew" | "ambiguous" | "noFlight";
}

/** Why an item stands with a flight, or why not. */
export function matchSentence({ confidence, why, best, others, clock }: MatchStory): string {
  const distance = best?.residualM === null || best === null ? "" : metres(best.residualM);
  const reasons = new Set(best?.reasons ?? []);
  const serial = reasons.has("serial") ? ", and the serial numbers agree" : "";
  const event = reasons.has("cameraEvent") ? "; the aircraft recorded a camera event then" : "";
  const time = reasons.has("utc") ? "By the time in the file" : "By the card's solved clock";
  switch (why) {
    case "fits":
      return `${time} it was taken ${distance} from the track of this flight${serial}${event}${confidence === "likely" ? "; another flight was near, too" : ""}.`;
    case "noPlace":
      return `${time} it was taken during this flight${serial}${event}; there is no place to compare.${confidence === "doubtful" ? " Nothing but the time speaks for it: please check." : ""}`;
    case "tooFar":
      return `${time} it was taken during this flight, but ${distance} from its track: please check.`;
    case "severalThen":
      return `${time} ${others + 1} flights fit equally well: please choose.`;
    case "otherAircraft":
      return "Time or place fit this flight, but it names another aircraft: please check.";
    case "otherAircraftThere":
      return `${unsolved(clock)} The kept flights that passed its place name another aircraft than the file does.`;
    case "noFlightThen":
      return "No kept flight was under way near this place when it was taken.";
    case "noFlightThere":
      return `${unsolved(clock)} No kept flight passed within 30 m of its place.`;
    case "onlyFlightThere":
      return `${unsolved(clock)} One kept flight passed ${distance} from its place${serial}${confidence === "doubtful" ? ": please check" : ""}.`;
    case "severalThere":
      return `${unsolved(clock)} ${others + 1} kept flights passed its place: please choose.`;
    case "nothingKnown":
      return `${unsolved(clock)} It names no place either: no flight can be found for it.`;
  }
}

/** What became of a card's clock. */
export function cardSentence(card: {
  readonly items: number;
  readonly doubtful: number;
  readonly offsetUs: number | null;
  readonly zoneMin: number | null;
  readonly residualM: number | null;
  readonly by: MatchStory["clock"];
  readonly fitting: number;
}): string {
  if (card.offsetUs === null || card.zoneMin === null) return unsolved(card.by);
  const zone = zoneText(card.zoneMin);
  const driftS = Math.round((card.offsetUs - card.zoneMin * 60e6) / 1e6);
  const drift = driftS === 0 ? "" : `, ${duration(Math.abs(driftS))} ${driftS > 0 ? "fast" : "slow"}`;
  const how =
    card.by === "utc"
      ? `as ${count(card.fitting)} of its items state UTC`
      : card.by === "position"
        ? `solved from the places of ${count(card.fitting)} items`
        : `solved from the camera events that ${count(card.fitting)} items fit`;
  const median = card.residualM === null ? "" : `; half of the matched items lie within ${metres(card.residualM)} of their track`;
  return `The card's clock is UTC${zone}${drift}, ${how}${median}.`;
}

function unsolved(clock: MatchStory["clock"]): string {
  if (clock === "ambiguous") return "The card's clock could not be solved: more than one offset fits its pictures.";
  if (clock === "noFlight") return "The card's clock could not be solved: no kept flight passed where its pictures were taken.";
  if (clock === "tooFew") return "The card's clock could not be solved: it takes three items with time and place.";
  return "The item has no time.";
}

function zoneText(minutes: number): string {
  const size = Math.abs(minutes);
  const text = `${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
  return minutes < 0 ? `-${text}` : `+${text}`;
}

function duration(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function metres(value: number): string {
  if (value < 1) return "less than 1 m";
  return value < 10 ? `${value.toFixed(1)} m` : `${Math.round(value).toLocaleString("en-US")} m`;
}

function count(items: number): string {
  return items.toLocaleString("en-US");
}
