/** What a capture could not see, in words: every kind is said, also where it is none. */
import type { CaptureDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import { grouped } from "../words/count.ts";

/** One kind. */
export interface BlindSpot {
  /** How much, `0` told as such; `yes`, `no`, `not said`. */
  readonly amount: string;
  readonly sentence: string;
  /** True when something could not be seen. */
  readonly some: boolean;
}

/** All kinds, those that there are first. */
export function blindSpots({ summary, keyLogs }: Pick<CaptureDetail, "summary" | "keyLogs">): BlindSpot[] {
  const spots = summary.blindSpots;
  const many = (amount: number, sentence: string): BlindSpot => ({ amount: grouped(amount), sentence, some: amount > 0 });
  const yes = (is: boolean, sentence: string, otherwise: string): BlindSpot => ({
    amount: is ? "yes" : "no",
    sentence: is ? sentence : otherwise,
    some: is,
  });
  const encrypted = encryptedConversations(summary.services);
  const all: BlindSpot[] = [
    many(
      encrypted,
      keyLogs > 0
        ? "conversations encrypted with TLS or QUIC; keys lie in this capture, what they do not fit stayed closed"
        : "conversations encrypted with TLS or QUIC: who, when and how much is known, what is inside is not",
    ),
    many(spots.namelessConversations, "answered conversations whose server no name is known of"),
    many(spots.hiddenNames, "conversations that hide the server’s name (ECH)"),
    { amount: formatBytes(spots.missedBytes), sentence: "of contents were sent and are not in the capture", some: spots.missedBytes > 0 },
    many(spots.cutPackets, "packets of which only the beginning was kept"),
    spots.droppedPackets === null
      ? { amount: "not said", sentence: "how many packets the recording tool dropped: this capture does not tell", some: true }
      : many(spots.droppedPackets, "packets dropped by the recording tool, as it says itself"),
    many(spots.undecodedPackets, "packets without an internet layer, counted and not read"),
    many(spots.lostFragments, "fragments whose other parts are missing"),
    many(spots.evictedFlows, "conversations ended early because too many were open at once"),
    many(spots.crowdedFlows, "conversations whose contents were not read on because too much waited at once"),
    yes(spots.truncated, "the last record is cut: what came after is not known", "the file ends where its last record ends"),
    yes(
      spots.pcapdroid,
      "recorded by a phone’s capture app, which makes its own sequence numbers: no losses and no round trips can be told",
      "sequence numbers and round trips are the network’s own, not a capture app’s",
    ),
  ];
  return [...all.filter(({ some }) => some), ...all.filter(({ some }) => !some)];
}

/** Kinds of which there is something. */
export function blindSpotKinds(detail: Pick<CaptureDetail, "summary" | "keyLogs">): number {
  return blindSpots(detail).filter(({ some }) => some).length;
}

function encryptedConversations(services: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const [service, conversations] of Object.entries(services)) {
    if (service.split(",").some((word) => word === "ssl" || word === "quic" || word === "dtls")) sum += conversations;
  }
  return sum;
}

/** What no capture shows, whatever it holds. */
export const neverSeen = [
  "mobile data and modems in phone, remote, aircraft, dock or base station, and other Wi-Fi networks",
  "what is sent on another day or from another place",
  "what a server does afterwards, and where it stores what it got",
  "radio to the aircraft, Bluetooth, USB",
  "what another version of the app or the firmware, another account or another country would do",
] as const;
