/** The bounded live picture of what the local network tries to reach. */
import type { GateLine } from "../log/types.ts";
import { happening } from "./happening.ts";
import { attemptKey, attemptTarget, catalogueFinder, isTry, type LineAttempt, lineAttempt } from "./line-attempt.ts";
import type {
  AttemptCounts,
  AttemptMinute,
  AttemptOptions,
  AttemptRow,
  AttemptStretch,
  AttemptSummary,
  Attempts,
  AttemptTarget,
  GateHappening,
  HoldLine,
} from "./types.ts";

const MINUTE_US = 60e6;
const SHOWN_CLIENTS = 8;

interface Tally {
  refused: number;
  answered: number;
  relayed: number;
  local: number;
  upBytes: number;
  downBytes: number;
}

/** What became of a target in a stretch. */
interface Cell extends Tally {
  readonly target: AttemptTarget;
  firstUs: number;
  lastUs: number;
  questions: number;
  lastRefusal: string | null;
  clients: string[];
  moreClients: boolean;
}

interface Minute extends Tally {
  readonly startUs: number;
  /** `null` once given up for room. */
  cells: Map<string, Cell> | null;
}

/** An empty picture. Memory: at most the given numbers of minutes, targets and cells. */
export function createAttempts(options: AttemptOptions = {}): Attempts {
  const mostMinutes = options.minutes ?? 1440;
  const mostTargets = options.targets ?? 10_000;
  const mostCells = options.cells ?? 100_000;
  // So no single minute takes the room of all others.
  const mostOfMinute = Math.max(1, Math.floor(mostCells / 10));
  const mostHappenings = options.happenings ?? 500;
  const finder = options.finder ?? catalogueFinder;
  // Both maps are ordered by the last change: what was touched least recently stands first.
  const minutes = new Map<number, Minute>();
  const targets = new Map<string, Cell>();
  let others: Cell | undefined;
  let happenings: GateHappening[] = [];
  let cells = 0;
  let revision = 0;
  let lastUs: number | null = null;

  function note(line: HoldLine): void {
    // Counts so far, told for a mark: they come again with the connection's end.
    if (line.kind === "flow" && line.end === "open") return;
    if (isTry(line)) noteTry(lineAttempt(line));
    else noteGate(line);
  }

  function noteGate(line: GateLine): void {
    const told = happening(line);
    if (told === null) return;
    happenings.push(told);
    if (happenings.length > 2 * mostHappenings) happenings = happenings.slice(-mostHappenings);
    changed(line.timeUs);
  }

  function noteTry(attempt: LineAttempt): void {
    if (!Number.isFinite(attempt.untilUs) || !(attempt.count > 0)) return;
    const key = attemptKey(attempt);
    let whole = targets.get(key);
    if (whole === undefined) {
      whole = emptyCell(attemptTarget(attempt, key, finder), attempt);
      if (targets.size >= mostTargets) giveUpTargets();
    } else targets.delete(key);
    targets.set(key, whole);
    addTo(whole, attempt);

    const minute = minuteOf(attempt.untilUs);
    if (attempt.way !== "gateway") tally(minute, attempt);
    if (minute.cells !== null) {
      const known = minute.cells.has(key) || minute.cells.size < mostOfMinute;
      const target = known ? whole.target : otherTarget;
      let cell = minute.cells.get(target.key);
      if (cell === undefined) {
        if (cells >= mostCells) giveUpCells(minute);
        cell = emptyCell(target, attempt);
        minute.cells.set(target.key, cell);
        cells += 1;
      }
      addTo(cell, attempt);
    }
    changed(attempt.untilUs);
  }

  function changed(timeUs: number): void {
    revision += 1;
    lastUs = timeUs;
  }

  function minuteOf(timeUs: number): Minute {
    const startUs = Math.floor(timeUs / MINUTE_US) * MINUTE_US;
    let minute = minutes.get(startUs);
    if (minute === undefined) {
      minute = { startUs, cells: new Map(), ...noTally() };
      if (minutes.size >= mostMinutes) {
        const [oldest] = minutes.values();
        cells -= oldest?.cells?.size ?? 0;
        if (oldest !== undefined) minutes.delete(oldest.startUs);
      }
    } else minutes.delete(startUs);
    minutes.set(startUs, minute);
    return minute;
  }

  /** Frees room: minutes touched long ago keep their sums alone. */
  function giveUpCells(current: Minute): void {
    for (const minute of minutes.values()) {
      if (cells <= mostCells / 2) return;
      if (minute.cells === null || minute === current) continue;
      cells -= minute.cells.size;
      minute.cells = null;
    }
  }

  /** Counts the targets tried longest ago together: several at once, as finding the first of a map costs more the more were taken from its front. */
  function giveUpTargets(): void {
    let left = Math.max(1, Math.floor(mostTargets / 16));
    for (const oldest of targets.values()) {
      if (left-- === 0) return;
      targets.delete(oldest.target.key);
      others ??= { ...oldest, ...noTally(), target: otherTarget, questions: 0, clients: [], moreClients: false, lastRefusal: null };
      merge(others, oldest);
    }
  }

  function minutesIn({ fromUs, untilUs }: AttemptStretch): Minute[] {
    return [...minutes.values()].filter(({ startUs }) => startUs >= fromUs && startUs < untilUs);
  }

  /** Every target of a stretch, in no order. */
  function cellsIn(stretch: AttemptStretch | undefined): Cell[] {
    if (stretch === undefined) return others === undefined ? [...targets.values()] : [...targets.values(), others];
    const found = new Map<string, Cell>();
    for (const minute of minutesIn(stretch)) {
      for (const [key, cell] of minute.cells ?? []) {
        const before = found.get(key);
        if (before === undefined) found.set(key, { ...cell, clients: [...cell.clients] });
        else merge(before, cell);
      }
    }
    return [...found.values()];
  }

  return {
    note,
    get revision() {
      return revision;
    },
    get lastUs() {
      return lastUs;
    },
    minutes: () => [...minutes.values()].map(minuteView).sort((a, b) => a.startUs - b.startUs),
    rows: (stretch) =>
      cellsIn(stretch)
        .map(rowView)
        .sort((a, b) => b.lastUs - a.lastUs),
    summary: (stretch) => {
      const found = cellsIn(stretch);
      // Minutes keep their sums when their counts by target are given up.
      const tallies = stretch === undefined ? found.filter(({ target }) => target.way !== "gateway") : minutesIn(stretch);
      return summaryOf(tallies, found);
    },
    happenings: () => happenings.slice(-mostHappenings).reverse(),
  };
}

const otherTarget: AttemptTarget = { key: "other", way: "other", target: "", transport: null, port: null, endpoint: null };

function noTally(): Tally {
  return { refused: 0, answered: 0, relayed: 0, local: 0, upBytes: 0, downBytes: 0 };
}

function emptyCell(target: AttemptTarget, { fromUs, untilUs }: LineAttempt): Cell {
  return { target, ...noTally(), firstUs: fromUs, lastUs: untilUs, questions: 0, lastRefusal: null, clients: [], moreClients: false };
}

function tally(sums: Tally, attempt: LineAttempt): void {
  sums[attempt.fate] += attempt.count;
  sums.upBytes += attempt.upBytes;
  sums.downBytes += attempt.downBytes;
}

function addTo(cell: Cell, attempt: LineAttempt): void {
  tally(cell, attempt);
  cell.firstUs = Math.min(cell.firstUs, attempt.fromUs);
  cell.lastUs = Math.max(cell.lastUs, attempt.untilUs);
  if (attempt.isQuestion) cell.questions += attempt.count;
  if (attempt.refusal !== null) cell.lastRefusal = attempt.refusal;
  addClient(cell, attempt.client);
}

function addClient(cell: Cell, client: string): void {
  if (cell.clients.includes(client)) return;
  if (cell.clients.length < SHOWN_CLIENTS) cell.clients.push(client);
  else cell.moreClients = true;
}

function merge(into: Cell, from: Cell): void {
  into.refused += from.refused;
  into.answered += from.answered;
  into.relayed += from.relayed;
  into.local += from.local;
  into.upBytes += from.upBytes;
  into.downBytes += from.downBytes;
  into.questions += from.questions;
  if (from.lastUs >= into.lastUs && from.lastRefusal !== null) into.lastRefusal = from.lastRefusal;
  into.firstUs = Math.min(into.firstUs, from.firstUs);
  into.lastUs = Math.max(into.lastUs, from.lastUs);
  for (const client of from.clients) addClient(into, client);
  if (from.moreClients) into.moreClients = true;
}

function countsOf({ refused, answered, relayed, local, upBytes, downBytes }: Tally): AttemptCounts {
  return { refused, answered, relayed, local, upBytes, downBytes };
}

/** Field by field: ten thousand rows are made whenever a page asks, and spreading costs many times as much. */
function rowView(cell: Cell): AttemptRow {
  const { target } = cell;
  return {
    key: target.key,
    way: target.way,
    target: target.target,
    transport: target.transport,
    port: target.port,
    endpoint: target.endpoint,
    refused: cell.refused,
    answered: cell.answered,
    relayed: cell.relayed,
    local: cell.local,
    upBytes: cell.upBytes,
    downBytes: cell.downBytes,
    firstUs: cell.firstUs,
    lastUs: cell.lastUs,
    questions: cell.questions,
    lastRefusal: cell.lastRefusal,
    clients: [...cell.clients],
    moreClients: cell.moreClients,
  };
}

function minuteView(minute: Minute): AttemptMinute {
  let targets: number | null = null;
  if (minute.cells !== null && !minute.cells.has(otherTarget.key)) {
    targets = 0;
    for (const cell of minute.cells.values()) if (cell.target.way !== "local" && cell.target.way !== "gateway") targets += 1;
  }
  return { startUs: minute.startUs, ...countsOf(minute), targets };
}

function summaryOf(tallies: readonly Tally[], cells: readonly Cell[]): AttemptSummary {
  const sums = noTally();
  for (const one of tallies) {
    sums.refused += one.refused;
    sums.answered += one.answered;
    sums.relayed += one.relayed;
    sums.local += one.local;
    sums.upBytes += one.upBytes;
    sums.downBytes += one.downBytes;
  }
  const clients = new Set<string>();
  const addresses = new Set<string>();
  let names = 0;
  let own = 0;
  for (const { target, refused, clients: these } of cells) {
    const { way } = target;
    if (way === "gateway") own += refused;
    else if (way === "name") names += 1;
    else if (way === "address" || way === "quic" || way === "fragment" || way === "forward") addresses.add(target.target);
    if (way !== "gateway" && way !== "local") for (const client of these) if (clients.size < SHOWN_CLIENTS) clients.add(client);
  }
  return { ...sums, tries: sums.refused + sums.answered + sums.relayed, own, names, addresses: addresses.size, clients: [...clients] };
}
