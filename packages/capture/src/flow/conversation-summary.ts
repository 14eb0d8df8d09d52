/** What a chief can read: who was talked to, how much went out, and what the capture could not see. Bounded, whatever the capture's size. */
import type { Conversation, CountryOpinion } from "../conversation.ts";
import type { CaptureReport } from "./conversation-reader.ts";

/** The part of a row that the summary adds up. */
export interface SummarisedConversation
  extends Pick<
    Conversation,
    | "timeUs"
    | "durationUs"
    | "transport"
    | "origIp"
    | "respIp"
    | "service"
    | "serverName"
    | "serverNameSource"
    | "origBytes"
    | "respBytes"
    | "origWireBytes"
    | "respWireBytes"
    | "missedBytes"
    | "app"
    | "package"
  > {
  readonly operator: string | null;
  readonly countries: readonly CountryOpinion[];
  readonly endpoint: { readonly owner: string; readonly role: string } | null;
}

/** One that was talked to: a server name, or an address where no name is known. */
export interface Talker {
  readonly server: string;
  /** True when `server` is a name. */
  readonly named: boolean;
  readonly role: string | null;
  readonly owner: string | null;
  readonly operator: string | null;
  /** What the country databases say of its addresses: opinions joined by a space, `--` where one has nothing. At most five, as met. */
  readonly countries: readonly string[];
  readonly conversations: number;
  /** Payload bytes towards it and back. */
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/** What the capture could not show; every number is 0 in a perfect one. */
export interface BlindSpots {
  /** Packets of which only the beginning was kept. */
  readonly cutPackets: number;
  /** Payload bytes that were sent and are not in the capture. */
  readonly missedBytes: number;
  /** Packets that the capturing tool says it dropped; `null` where it says nothing. */
  readonly droppedPackets: number | null;
  /** Packets without an IP layer that were counted and not read. */
  readonly undecodedPackets: number;
  readonly lostFragments: number;
  /** Flows ended early because too many were open. */
  readonly evictedFlows: number;
  /** Conversations whose contents were not read on because too much waited at once. */
  readonly crowdedFlows: number;
  /** Conversations with an answer for which no name is known. */
  readonly namelessConversations: number;
  /** Conversations that hide the server's name (ECH). */
  readonly hiddenNames: number;
  /** True when the last record is cut. */
  readonly truncated: boolean;
  /** True for captures of a phone's capture app: sequence numbers, losses and round trips in them are the app's own. */
  readonly pcapdroid: boolean;
}

/** The summary of one or more captures. */
export interface ConversationSummary {
  readonly conversations: number;
  readonly firstTimeUs: number | null;
  readonly lastTimeUs: number | null;
  readonly packets: number;
  readonly wireBytes: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  /** Conversations by service; `unknown` where the contents told none. */
  readonly services: Readonly<Record<string, number>>;
  /** Conversations by the way their server name is known. */
  readonly names: Readonly<Record<string, number>>;
  /** Conversations and bytes out by role of the endpoint catalogue. */
  readonly roles: Readonly<Record<string, { readonly conversations: number; readonly bytesOut: number }>>;
  /** Those that got most, first. */
  readonly talkers: readonly Talker[];
  /** Servers that are not in `talkers`. */
  readonly otherTalkers: number;
  readonly issues: number;
  readonly blindSpots: BlindSpots;
}

/** Servers that are told apart while adding up; later ones are added to none. */
const MAX_TALKERS = 50_000;
/** Servers that stand in the summary. */
const SHOWN_TALKERS = 25;
/** Sets of opinions that are kept for a server. */
const MAX_OPINIONS = 5;
/** Different words of one kind that are counted apart. */
const MAX_WORDS = 256;

/** Adds up conversations. */
export class SummaryBuilder {
  readonly #talkers = new Map<string, AddedTalker>();
  readonly #services = new Map<string, number>();
  readonly #names = new Map<string, number>();
  readonly #roles = new Map<string, { conversations: number; bytesOut: number }>();
  #conversations = 0;
  #untracked = 0;
  #firstTimeUs = Number.POSITIVE_INFINITY;
  #lastTimeUs = Number.NEGATIVE_INFINITY;
  #bytesOut = 0;
  #bytesIn = 0;
  #missedBytes = 0;
  #nameless = 0;
  #hidden = 0;

  /** Adds a conversation. */
  add(row: SummarisedConversation): void {
    this.#conversations++;
    this.#firstTimeUs = Math.min(this.#firstTimeUs, row.timeUs);
    this.#lastTimeUs = Math.max(this.#lastTimeUs, row.timeUs + row.durationUs);
    this.#bytesOut += row.origBytes;
    this.#bytesIn += row.respBytes;
    this.#missedBytes += row.missedBytes;
    count(this.#services, row.service ?? "unknown");
    count(this.#names, row.serverNameSource);
    if (row.serverNameSource === "none" && row.respWireBytes > 0) this.#nameless++;
    if (row.serverNameSource === "echOuter") this.#hidden++;
    if (row.endpoint !== null) {
      const role = this.#roles.get(row.endpoint.role) ?? { conversations: 0, bytesOut: 0 };
      role.conversations++;
      role.bytesOut += row.origBytes;
      this.#roles.set(row.endpoint.role, role);
    }
    this.#talker(row);
  }

  /** The summary of what was added. */
  finish(reports: readonly CaptureReport[]): ConversationSummary {
    const ranked = [...this.#talkers.values()].sort(
      (one, other) => other.bytesOut - one.bytesOut || other.bytesIn - one.bytesIn || (one.server < other.server ? -1 : 1),
    );
    const empty = this.#conversations === 0;
    return {
      conversations: this.#conversations,
      firstTimeUs: empty ? null : this.#firstTimeUs,
      lastTimeUs: empty ? null : this.#lastTimeUs,
      packets: sum(reports, (report) => report.container.packets),
      wireBytes: sum(reports, (report) => report.container.wireBytes),
      bytesOut: this.#bytesOut,
      bytesIn: this.#bytesIn,
      services: byCount(this.#services),
      names: byCount(this.#names),
      roles: Object.fromEntries(this.#roles),
      talkers: ranked.slice(0, SHOWN_TALKERS).map(({ latest: _, ...talker }) => talker),
      otherTalkers: Math.max(0, ranked.length - SHOWN_TALKERS) + this.#untracked,
      issues: sum(reports, (report) => report.issues),
      blindSpots: {
        cutPackets: sum(reports, (report) => report.container.cutPackets),
        missedBytes: this.#missedBytes,
        droppedPackets: droppedPackets(reports),
        undecodedPackets: sum(reports, (report) => report.otherPackets),
        lostFragments: sum(reports, (report) => report.lostFragments),
        evictedFlows: sum(reports, (report) => report.evictedFlows),
        crowdedFlows: sum(reports, (report) => report.crowdedFlows),
        namelessConversations: this.#nameless,
        hiddenNames: this.#hidden,
        truncated: reports.some((report) => report.container.truncated),
        pcapdroid: reports.some((report) => report.container.pcapdroid),
      },
    };
  }

  #talker(row: SummarisedConversation): void {
    const server = row.serverName ?? row.respIp;
    let talker = this.#talkers.get(server);
    if (talker === undefined) {
      if (this.#talkers.size >= MAX_TALKERS) {
        this.#untracked++;
        return;
      }
      talker = {
        server,
        named: row.serverName !== null,
        role: row.endpoint?.role ?? null,
        owner: row.endpoint?.owner ?? null,
        operator: row.operator,
        countries: [],
        latest: undefined,
        conversations: 0,
        bytesOut: 0,
        bytesIn: 0,
      };
      this.#talkers.set(server, talker);
    }
    if (talker.latest !== row.countries) addOpinions(talker, row.countries);
    talker.conversations++;
    talker.bytesOut += row.origBytes;
    talker.bytesIn += row.respBytes;
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface AddedTalker extends Mutable<Talker> {
  countries: string[];
  /** The opinions met last: an annotator gives the same list for the same address. */
  latest: readonly CountryOpinion[] | undefined;
}

function addOpinions(talker: AddedTalker, opinions: readonly CountryOpinion[]): void {
  talker.latest = opinions;
  if (opinions.length === 0 || talker.countries.length >= MAX_OPINIONS) return;
  const text = opinions.map(({ country }) => country ?? "--").join(" ");
  if (!talker.countries.includes(text)) talker.countries.push(text);
}

function count(counts: Map<string, number>, word: string): void {
  const key = counts.has(word) || counts.size < MAX_WORDS ? word : "other";
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function byCount(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([one, most], [other, more]) => more - most || (one < other ? -1 : 1)));
}

function sum(reports: readonly CaptureReport[], value: (report: CaptureReport) => number): number {
  return reports.reduce((total, report) => total + value(report), 0);
}

function droppedPackets(reports: readonly CaptureReport[]): number | null {
  let dropped: number | null = null;
  for (const report of reports) {
    for (const statistics of report.interfaceStatistics) if (statistics.dropped !== null) dropped = (dropped ?? 0) + statistics.dropped;
  }
  return dropped;
}
