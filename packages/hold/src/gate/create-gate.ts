/**
 * What is open: the state machine that the keeper runs. No clock of its own: every call says what time it is. Openings end by the monotonic
 * clock; the UTC day of day limits goes on by the monotonic clock too, from where the wall clock stood at the start. So a clock that is set,
 * forwards or back, opens nothing and refills nothing.
 */
import { UserError } from "@creance/core";
import type { PlacedService } from "../plan/types.ts";
import type { GateService, GateState, OpeningRequest } from "./types.ts";

/** A line of `gate.jsonl` that a change makes; `timeUs` is the keeper's to say. */
export type GateEvent =
  | { readonly kind: "opened"; readonly name: string; readonly forUs: number | null; readonly by: string; readonly reason: string }
  | {
      readonly kind: "closed";
      readonly name: string;
      readonly why: "time" | "person" | "limit" | "policy" | "ended";
      readonly upBytes: number;
    };

/** What the gate begins with. */
export interface GateOptions {
  readonly mode: "local-data" | "named-services";
  readonly services: readonly PlacedService[];
  /** Probes of phones that are answered here; they are no services, and always answered. */
  readonly portal: readonly GateService[];
  readonly time: "answer" | "refuse";
  readonly monotonicUs: number;
  readonly wallUs: number;
  /** Bytes that went out earlier on this day, or on a day that is still to come by this clock. */
  readonly usage?: DayUsage;
}

/** Bytes that went out on a UTC day, by service. */
export interface DayUsage {
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  readonly upBytes: Readonly<Record<string, number>>;
}

/** A service as the gate has it. */
export interface GateServiceStatus {
  readonly isOpen: boolean;
  /** Microseconds; `null` for a service that is closed or open without an end. */
  readonly openLeftUs: number | null;
  readonly openedBy: string | null;
  readonly openedReason: string | null;
  /** In the span of its limit; without a limit, on this day. */
  readonly usedUpBytes: number;
}

/** The gate. Each change returns what it did; none means that nothing changed. */
export interface Gate {
  /** Opens a service. Throws `UserError` where the policy does not let it. */
  open(request: OpeningRequest, monotonicUs: number): readonly GateEvent[];
  /** Closes a service that is open. Throws `UserError` for a name the policy does not know. */
  close(name: string, monotonicUs: number): readonly GateEvent[];
  /** Counts bytes that went out. A name that is not known any more is counted for the day. */
  used(name: string, upBytes: number, monotonicUs: number): readonly GateEvent[];
  /** Time goes on: ends openings, begins days. */
  tick(monotonicUs: number): readonly GateEvent[];
  /** Other services. What is open and still may be, stays open. */
  reload(services: readonly PlacedService[], monotonicUs: number): readonly GateEvent[];
  /** Closes everything for good. */
  end(monotonicUs: number): readonly GateEvent[];
  /** What names and relay obey. The revision grows at every change of what is open, never otherwise. */
  state(): GateState;
  services(): readonly PlacedService[];
  status(name: string, monotonicUs: number): GateServiceStatus;
  usage(): DayUsage;
}

const DAY_US = 86_400_000_000;
/** Longest opening of a service whose policy does not say one (it always does for `on-request`). */
const DEFAULT_OPEN_US = 600_000_000;
const MAX_WORDS = 500;
/** Names that are counted for the day although the policy does not know them any more. */
const MAX_FORGOTTEN = 1000;

/** An opening by a person. `untilUs` is monotonic; `null`: until somebody closes it. */
interface Opening {
  readonly sinceUs: number;
  readonly untilUs: number | null;
  readonly by: string;
  readonly reason: string;
}

interface Entry {
  service: PlacedService;
  /** `null`: not opened by a person. */
  opening: Opening | null;
  isOpen: boolean;
  /** A person closed a service that is always open. */
  isShut: boolean;
  /** Bytes of the current opening, or of the last one. */
  openingUpBytes: number;
}

/** Makes the gate. At the start every service is closed except those that are always open. */
export function createGate(options: GateOptions): Gate {
  const isLocalData = options.mode === "local-data";
  const entries = new Map<string, Entry>();
  const dayUpBytes = new Map<string, number>();
  const countedUpBytes = new Map<string, number>();
  const startUs = options.monotonicUs;
  let newestUs = startUs;
  let day = Math.floor(options.wallUs / DAY_US);
  let revision = 1;
  let isEnded = false;

  // A day that is still to come was written while the clock was ahead: what went out then is counted today.
  if (options.usage !== undefined && options.usage.day >= day) {
    for (const [name, bytes] of Object.entries(options.usage.upBytes)) dayUpBytes.set(name, wholeBytes(bytes));
  }

  /** Time never goes back here. */
  const at = (monotonicUs: number): number => {
    if (Number.isFinite(monotonicUs)) newestUs = Math.max(newestUs, monotonicUs);
    return newestUs;
  };
  const entryOf = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry !== undefined) return entry;
    const known = [...entries.keys()];
    const list = known.length === 0 ? "The policy names no service." : `The policy names: ${known.slice(0, 20).join(", ")}.`;
    throw new UserError("unknown-service", "notFound", `There is no service "${name.slice(0, 253)}". Nothing was changed. ${list}`);
  };
  const usedUpBytes = ({ service, openingUpBytes }: Entry): number =>
    service.limit?.span === "opening" ? openingUpBytes : (dayUpBytes.get(service.name) ?? 0);
  const leftUpBytes = (entry: Entry): number | null =>
    entry.service.limit === null ? null : Math.max(0, entry.service.limit.upBytes - usedUpBytes(entry));
  const begin = (entry: Entry, opening: Opening | null): void => {
    entry.opening = opening;
    entry.isOpen = true;
    entry.isShut = false;
    // What a policy opens again by itself goes on counting; only a person's opening begins at 0.
    if (opening !== null) entry.openingUpBytes = 0;
    revision++;
  };
  const finish = (entry: Entry, why: (GateEvent & { kind: "closed" })["why"]): GateEvent => {
    entry.isOpen = false;
    entry.opening = null;
    revision++;
    return { kind: "closed", name: entry.service.name, why, upBytes: entry.openingUpBytes };
  };
  const beginAlways = (entry: Entry): void => {
    if (isLocalData || isEnded || entry.isOpen || entry.isShut || entry.service.open !== "always") return;
    if (leftUpBytes(entry) === 0) return;
    begin(entry, null);
  };
  const fresh = (service: PlacedService): Entry => ({ service, opening: null, isOpen: false, isShut: false, openingUpBytes: 0 });
  const goOn = (monotonicUs: number): GateEvent[] => {
    const nowUs = at(monotonicUs);
    const events: GateEvent[] = [];
    for (const entry of entries.values()) {
      if (entry.opening?.untilUs != null && entry.opening.untilUs <= nowUs) events.push(finish(entry, "time"));
    }
    const today = Math.floor((options.wallUs + (nowUs - startUs)) / DAY_US);
    if (today > day) {
      day = today;
      dayUpBytes.clear();
      for (const entry of entries.values()) {
        beginAlways(entry);
        if (entry.isOpen && entry.service.limit?.span === "day") revision++;
      }
    }
    return events;
  };

  for (const service of options.services) entries.set(service.name, fresh(service));
  for (const entry of entries.values()) beginAlways(entry);
  revision = 1;

  return {
    open(request, monotonicUs) {
      const events = goOn(monotonicUs);
      const entry = entryOf(request.name);
      const { service } = entry;
      if (isEnded) throw new UserError("ended", "conflict", "The gateway is ending; nothing can be opened any more.");
      if (isLocalData) {
        throw new UserError(
          "local-data",
          "conflict",
          `The gateway is in Local Data Mode: nothing can be opened, so ${service.name} stays closed. To open services, set "mode: named-services" in the policy and start the gateway again.`,
        );
      }
      if (service.open === "never") {
        throw new UserError(
          "never-open",
          "conflict",
          `The policy says that ${service.name} is never opened (line ${service.line}). It stays closed.`,
        );
      }
      const by = spoken(request.by, "who asks for it");
      const reason = spoken(request.reason, "the reason");
      if (!(request.forUs > 0) || !Number.isSafeInteger(request.forUs)) {
        throw new UserError("bad-length", "wrongUse", `An opening needs a length longer than 0. ${service.name} was not opened.`);
      }
      if (service.limit !== null && service.limit.span === "day" && leftUpBytes(entry) === 0) {
        throw new UserError(
          "limit-reached",
          "conflict",
          `${service.name} has used up its ${service.limit.upBytes} bytes of this day (UTC). It stays closed until the next day.`,
        );
      }
      if (service.open === "always") {
        if (entry.isOpen) throw new UserError("already-open", "conflict", `${service.name} is open already; the policy opens it always.`);
        begin(entry, { sinceUs: newestUs, untilUs: null, by, reason });
        return [...events, { kind: "opened", name: service.name, forUs: null, by, reason }];
      }
      if (entry.isOpen) events.push(finish(entry, "person"));
      const forUs = Math.min(request.forUs, service.openForUs ?? DEFAULT_OPEN_US);
      begin(entry, { sinceUs: newestUs, untilUs: newestUs + forUs, by, reason });
      return [...events, { kind: "opened", name: service.name, forUs, by, reason }];
    },

    close(name, monotonicUs) {
      const events = goOn(monotonicUs);
      const entry = entryOf(name);
      if (entry.service.open === "always") entry.isShut = true;
      return entry.isOpen ? [...events, finish(entry, "person")] : events;
    },

    used(name, upBytes, monotonicUs) {
      const events = goOn(monotonicUs);
      const bytes = wholeBytes(upBytes);
      const entry = entries.get(name);
      if (entry === undefined && !dayUpBytes.has(name) && dayUpBytes.size >= entries.size + MAX_FORGOTTEN) return events;
      dayUpBytes.set(name, (dayUpBytes.get(name) ?? 0) + bytes);
      countedUpBytes.set(name, (countedUpBytes.get(name) ?? 0) + bytes);
      if (entry === undefined) return events;
      entry.openingUpBytes += bytes;
      if (entry.isOpen && leftUpBytes(entry) === 0) events.push(finish(entry, "limit"));
      return events;
    },

    tick: goOn,

    reload(services, monotonicUs) {
      const events = goOn(monotonicUs);
      const before = new Map(entries);
      entries.clear();
      for (const service of services) {
        const old = before.get(service.name);
        const entry = old ?? fresh(service);
        entry.service = service;
        entries.set(service.name, entry);
        if (old?.isOpen) {
          const change = stays(entry);
          if (change !== null) events.push(finish(entry, change));
        }
        if (service.open === "always") entry.isShut &&= old !== undefined;
        else entry.isShut = false;
        beginAlways(entry);
      }
      for (const [name, entry] of before) {
        if (!entries.has(name) && entry.isOpen) events.push(finish(entry, "policy"));
      }
      revision++;
      return [...events, ...goOn(monotonicUs)];
    },

    end(monotonicUs) {
      const events = goOn(monotonicUs);
      isEnded = true;
      for (const entry of entries.values()) if (entry.isOpen) events.push(finish(entry, "ended"));
      return events;
    },

    state: () => ({
      revision,
      services: [
        ...[...entries.values()].map(
          (entry): GateService => ({
            name: entry.service.name,
            syntheticIp: entry.service.syntheticIp,
            ports: entry.service.ports,
            answer: "relay",
            isOpen: entry.isOpen,
            leftUpBytes: leftUpBytes(entry),
            countedUpBytes: countedUpBytes.get(entry.service.name) ?? 0,
          }),
        ),
        ...options.portal,
      ],
      time: options.time,
    }),

    services: () => [...entries.values()].map(({ service }) => service),

    status(name, monotonicUs) {
      const nowUs = Math.max(newestUs, monotonicUs);
      const entry = entryOf(name);
      const { opening } = entry;
      return {
        isOpen: entry.isOpen,
        openLeftUs: opening?.untilUs == null ? null : Math.max(0, opening.untilUs - nowUs),
        openedBy: opening?.by ?? null,
        openedReason: opening?.reason ?? null,
        usedUpBytes: usedUpBytes(entry),
      };
    },

    usage: () => ({ day, upBytes: Object.fromEntries(dayUpBytes) }),
  };

  /** Whether an opening goes on under the service's new rules; why not, otherwise. Cuts it to the new longest. */
  function stays(entry: Entry): "policy" | "limit" | null {
    const { service, opening } = entry;
    if (service.open === "never") return "policy";
    if (service.open === "on-request") {
      if (opening?.untilUs == null) return "policy";
      const untilUs = Math.min(opening.untilUs, opening.sinceUs + (service.openForUs ?? DEFAULT_OPEN_US));
      if (untilUs !== opening.untilUs) entry.opening = { ...opening, untilUs };
    } else if (opening?.untilUs != null) entry.opening = null;
    return leftUpBytes(entry) === 0 ? "limit" : null;
  }
}

/** A person's words, which stand in the record: there must be some, on one line. */
function spoken(words: string, what: string): string {
  const text = typeof words === "string" ? words.trim() : "";
  if (text === "") throw new UserError("no-words", "wrongUse", `An opening is recorded with ${what}: say it. Nothing was opened.`);
  if (text.length > MAX_WORDS || /\p{Cc}/u.test(text)) {
    throw new UserError(
      "bad-words",
      "wrongUse",
      `The words for ${what} must be one line of at most ${MAX_WORDS} characters. Nothing was opened.`,
    );
  }
  return text;
}

function wholeBytes(bytes: number): number {
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0;
}
