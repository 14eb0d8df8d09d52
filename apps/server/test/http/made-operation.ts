/** An operation made up in memory: what the HTTP tests serve when the real vault is not the point. Originals lie in a folder. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  CaptureDetail,
  ExposureReport,
  ExposureRequest,
  FlightDetail,
  FlightSummary,
  FlightTrack,
  FlowRow,
  ImportedFile,
  ImportSummary,
  MediaDetail,
  MediaRow,
} from "@creance/api";
import { UserError } from "@creance/core";
import { openControl } from "@creance/gateway";
import type { Vault } from "@creance/vault";
import { openAudits } from "../../src/operation/audits/open-audits.ts";
import { openHold } from "../../src/operation/hold/open-hold.ts";
import type { Flows, ImportHandlers, ImportItem, Media, Operation } from "../../src/operation/types.ts";

/** Id of the one flight. */
export const flightId = "0123456789abcdef";
/** SHA-256 of the one picture. */
export const photoSha256 = "d".repeat(64);
/** SHA-256 of the one capture. */
export const captureSha256 = "c".repeat(64);

/** A made operation and what it saw. */
export interface MadeOperation {
  readonly operation: Operation;
  /** What came in by uploads. */
  readonly uploaded: { path: string; sizeBytes: number; sha256: string }[];
  /** Labels of the uploads whose bytes were asked for, in order. */
  readonly begun: string[];
  /** Keeps bytes as an original and returns their hash. */
  keepOriginal(bytes: Uint8Array): string;
  /** Makes `importPaths` wait until the import is stopped. */
  hold: boolean;
  /** Greatest size of one read of an upload, bytes. */
  largestRead: number;
}

/** Makes an operation over `folder`. */
export function makeOperation(folder: string): MadeOperation {
  const originals = new Map<string, number>();
  mkdirSync(join(folder, "originals"), { recursive: true });
  const originalPath = (sha256: string): string => join(folder, "originals", sha256);
  const made: MadeOperation = {
    operation: undefined as never,
    uploaded: [],
    begun: [],
    keepOriginal(bytes) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      writeFileSync(originalPath(sha256), bytes);
      originals.set(sha256, bytes.byteLength);
      return sha256;
    },
    hold: false,
    largestRead: 0,
  };
  const needFlight = (id: string): void => {
    if (id !== flightId) throw new UserError("no-such-flight", "notFound", "The vault holds no such flight.");
  };
  const sealed = (): never => {
    throw new Error("not part of this test: Null Island 0.0001, serial ABC123");
  };
  /** A part that is not here: whatever is asked of it is refused with a sentence. */
  const unreached = <Part extends object>(here: Partial<Part> = {}): Part =>
    new Proxy(here as Part, {
      get: (part, name) =>
        Reflect.get(part, name) ??
        (async () => {
          throw new UserError("not-here", "notFound", "This made operation has no such part.");
        }),
    });
  const vault: Vault = {
    path: folder,
    readOnly: false,
    originalPath,
    originalSize: (sha256) => originals.get(sha256),
    listFlights: (query) => ({
      total: 1,
      totals: { durationUs: 1, distanceM: 1, warnings: 0, sealed: 0 },
      rows: query.hasWarnings === true || query.offset > 0 ? [] : [summary],
    }),
    allFlights: () => [summary],
    facets: () => ({ flights: 1, aircraft: [], apps: [], countries: [], places: [], firstUs: null, lastUs: null }),
    flight: (id) => (id === flightId ? detail : undefined),
    uncountedFlight: sealed,
    trackPlace: () => undefined,
    listCaptures: () => ({ total: 1, totals: { conversations: 2, bytesOut: 1, bytesIn: 1, sizeBytes: 1 }, rows: [captureDetail.row] }),
    capture: (sha256) => (sha256 === captureSha256 ? captureDetail : undefined),
    flowsPlaces: () => [],
    fileName: () => undefined,
    listMedia: sealed,
    allMedia: sealed,
    mediaEntry: sealed,
    mediaEntries: sealed,
    mediaRows: sealed,
    mediaFootprints: sealed,
    mediaAround: sealed,
    mediaFootprintsIn: sealed,
    mediaCards: sealed,
    mediaAroundItem: sealed,
    unplacedCards: sealed,
    placedBy: sealed,
    allCards: sealed,
    mediaWords: sealed,
    flightsBetween: sealed,
    files: () => ({ total: 0, rows: [] }),
    unreadOriginals: () => [],
    reading: () => undefined,
    info: () => ({
      path: folder,
      originals: originals.size,
      originalBytes: 0,
      flights: 1,
      captures: 0,
      sealed: 0,
      unread: 0,
      readOnly: false,
      keychains: 0,
    }),
    keychain: () => undefined,
    ledger: unreached(),
    deletions: sealed,
    holdsOn: sealed,
    beginWriting: sealed,
    fsck: async () => ({ checked: originals.size, damaged: [], missing: [], extra: [] }),
    close: () => {},
  };
  const operation: Operation = {
    vault,
    async importPaths(paths, handlers = {}) {
      if (paths.includes("/no/such"))
        throw new UserError("no-such-path", "notFound", "There is nothing at /no/such; nothing was imported.");
      if (paths.includes("/bug")) sealed();
      if (made.hold) await new Promise<void>((resolve) => handlers.signal?.addEventListener("abort", () => resolve()));
      return importSummary(0);
    },
    importItems: (items, handlers = {}) => takeItems(made, items, handlers),
    loadSample: async (handlers = {}) => {
      handlers.onProgress?.({ filesSeen: 5, filesDone: 5, bytesSeen: 100, bytesDone: 100, walked: true });
      return importSummary(5);
    },
    readPending: async () => 0,
    rebuild: async () => 0,
    keyRequest: async (sha256) => {
      if (!originals.has(sha256)) throw new UserError("no-such-original", "notFound", "The vault holds no such original.");
      return { sha256, sizeBytes: 2, body: "{}", fileName: "request.json", sentence: "Nothing was sent." };
    },
    addKeys: async () => ({ opened: [], sentence: "The reply opens none of the sealed originals." }),
    annotateFlight: async (id, words) => {
      needFlight(id);
      return { ...detail, note: words.note ?? null, summary: { ...summary, name: words.name ?? null } };
    },
    flightColumns: async (id, names, buckets) => {
      needFlight(id);
      return { rows: 2, series: names.map((name) => ({ name, unit: "m", elapsedMs: [0, buckets], values: [1, null] })) };
    },
    flightTrack: async (id, maxRows) => {
      needFlight(id);
      return track(Math.min(maxRows, 3));
    },
    exportFlight: async (id, format) => {
      needFlight(id);
      return (async function* () {
        for (let row = 0; row < 10_000; row++) yield `${format},${row}\n`;
      })();
    },
    keys: { state: sealed, open: sealed, quiet: sealed, recover: sealed, showRecoveryCode: sealed },
    access: {
      viewed: () => {},
      close: async () => {},
      viewedReport: () => {},
      exportedReport: async () => {},
      exported: async () => {},
      exportedPiece: async () => {},
      exportedFlight: async () => {},
      drain: async () => {},
    },
    ledger: unreached(),
    share: unreached<Operation["share"]>({ connections: () => ({ count: 0, newest: [] }) }),
    grants: unreached(),
    evidence: unreached(),
    retention: unreached(),
    requests: unreached(),
    publish: unreached(),
    hold: openHold({
      socket: join(folder, "no-gateway.sock"),
      proofFolder: join(folder, "proofs"),
      connect: openControl,
      machineFacts: async () => sealed(),
    }),
    addFlight: async () => detail,
    flows: madeFlows,
    media: madeMedia,
    exposure: {
      report: async (request) => madeExposure(request),
      drawn: async (request) => ({
        report: madeExposure(request),
        drawing: { tracks: [], polygons: [], bands: [], cameras: [], homes: [], pilots: [] },
      }),
    },
    audits: openAudits({ vault, pool: { run: sealed, closed: true, close: async () => {} } }),
    close: async () => {},
  };
  Object.assign(made, { operation });
  return made;
}

async function takeItems(made: MadeOperation, items: AsyncIterable<ImportItem>, handlers: ImportHandlers): Promise<ImportSummary> {
  let files = 0;
  for await (const { path, source, release } of items) {
    files++;
    made.begun.push(path);
    const hash = createHash("sha256");
    let failed: string | null = null;
    try {
      for (let at = 0; at < source.size; at += 65_536) {
        const bytes = await source.read(at, Math.min(source.size, at + 65_536));
        made.largestRead = Math.max(made.largestRead, bytes.byteLength);
        hash.update(bytes);
      }
    } catch (error) {
      failed = (error as Error).message;
    }
    await release();
    const sha256 = hash.digest("hex");
    if (failed === null) made.uploaded.push({ path, sizeBytes: source.size, sha256 });
    const file: ImportedFile = {
      path,
      sha256: failed === null ? sha256 : null,
      status: failed === null ? "kept" : "failed",
      format: null,
      sealed: false,
      damaged: false,
      flightId: null,
      sentence: failed,
    };
    handlers.onFile?.(file);
  }
  return importSummary(files);
}

function importSummary(files: number): ImportSummary {
  return { summary: true, files, kept: files, alreadyKept: 0, failed: 0, flights: 0, captures: 0, sealed: 0, unread: files, damaged: 0 };
}

function track(rows: number): FlightTrack {
  const numbers = (value: number): number[] => Array.from({ length: rows }, () => value);
  return {
    rows,
    row: numbers(0),
    elapsedMs: numbers(0),
    latDeg: numbers(1),
    lonDeg: numbers(2),
    altHomeM: numbers(3),
    groundSpeedMps: numbers(4),
    yawDeg: Array.from({ length: rows }, () => null),
    signalPct: numbers(90),
    satellites: numbers(14),
    batteryPct: numbers(80),
    weak: numbers(0),
  };
}

const summary: FlightSummary = {
  id: flightId,
  name: null,
  startUs: 1_700_000_000_000_000,
  durationUs: 60_000_000,
  distanceM: 100,
  maxAltHomeM: 20,
  maxGroundSpeedMps: 5,
  aircraftSerial: "MADE0000000000000001",
  aircraftName: null,
  productName: null,
  appName: null,
  format: "dji-flight-record",
  formatVersion: 11,
  place: null,
  country: null,
  timeZone: null,
  home: null,
  bounds: null,
  warnings: 0,
  originals: 1,
  sealed: false,
  damaged: false,
  synthetic: true,
};

const detail: FlightDetail = {
  summary,
  note: null,
  endUs: 1_700_000_060_000_000,
  rows: 3,
  clock: { method: "wallClock", residualP95Ms: 1, repairedRows: 0 },
  stats: {
    durationUs: 60_000_000,
    airborneUs: 50_000_000,
    distanceM: 100,
    maxAltHomeM: 20,
    minAltHomeM: 0,
    maxGroundSpeedMps: 5,
    maxClimbMps: 1,
    maxDescentMps: 1,
    maxDistanceHomeM: 30,
    batteryStartPct: 99,
    batteryEndPct: 80,
    minSatellites: 9,
    photos: 0,
    bounds: null,
  },
  claims: {
    startUs: null,
    durationUs: null,
    distanceM: null,
    maxAltHomeM: null,
    maxGroundSpeedMps: null,
    latDeg: null,
    lonDeg: null,
    places: [],
    captureNum: null,
  },
  aircraft: { productType: null, productName: null, name: null, serial: null, cameraSerial: null, rcSerial: null, firmware: [] },
  batteries: [],
  app: { platform: null, platformName: null, version: null },
  home: null,
  pilot: null,
  events: [],
  issues: [],
  records: [],
  pictures: [],
  reveals: [],
  originals: [],
};

const counts = { conversations: 2, firstTimeUs: 1, lastTimeUs: 2, packets: 9, bytesOut: 1, bytesIn: 1 };

const captureDetail: CaptureDetail = {
  row: {
    sha256: captureSha256,
    fileName: "../field day.pcap",
    sizeBytes: 1,
    keptUs: 1,
    format: "pcap",
    ...counts,
    servers: 1,
    knownRoles: [],
    damaged: false,
    synthetic: true,
  },
  summary: {
    ...counts,
    wireBytes: 1,
    services: {},
    names: {},
    roles: {},
    talkers: [],
    otherTalkers: 0,
    issues: 0,
    blindSpots: {
      cutPackets: 0,
      missedBytes: 0,
      droppedPackets: null,
      undecodedPackets: 0,
      lostFragments: 0,
      evictedFlows: 0,
      crowdedFlows: 0,
      namelessConversations: 0,
      hiddenNames: 0,
      truncated: false,
      pcapdroid: false,
    },
  },
  sentence: null,
  linkTypes: [],
  interfaces: 1,
  apps: [],
  keyLogs: 0,
  countryDatabases: [],
  notices: [],
  endpointsEdition: "1",
  issues: [],
  flights: [],
};

const flowRow: FlowRow = {
  flowId: "00000000000000ff",
  capture: captureSha256,
  timeUs: 1,
  durationUs: 1,
  transport: "udp",
  origIp: "10.0.0.1",
  origPort: 1,
  respIp: "192.0.2.1",
  respPort: 2,
  service: null,
  serverName: null,
  serverNameSource: "none",
  ja4: null,
  alpn: null,
  origBytes: 1,
  respBytes: 1,
  origIpBytes: 1,
  respIpBytes: 1,
  origWireBytes: 1,
  respWireBytes: 1,
  origPkts: 1,
  respPkts: 1,
  missedBytes: 0,
  asn: null,
  operator: null,
  countries: [],
  endpoint: null,
  app: null,
  package: null,
  retransmittedBytes: 0,
  connState: null,
  directionInferred: false,
  version: null,
  vlan: null,
  tunnelDepth: 0,
  uid: null,
  roundTrip: null,
};

const needCapture = (sha256: string | undefined): void => {
  if (sha256 !== undefined && sha256 !== captureSha256)
    throw new UserError("no-such-capture", "notFound", "The vault holds no such capture.");
};

const madeFlows: Flows = {
  list: async ({ capture, limit }) => {
    needCapture(capture);
    const totals = { conversations: 2, bytesOut: 1, bytesIn: 1, servers: 1, missedBytes: 0 };
    return { total: 2, totals, rows: [flowRow, flowRow].slice(0, limit) };
  },
  groups: async ({ capture }) => {
    needCapture(capture);
    return { total: 0, rows: [] };
  },
  timeline: async ({ capture, buckets }) => {
    needCapture(capture);
    return { startUs: 0, widthUs: 1000, conversations: [buckets], bytesOut: [1], bytesIn: [1] };
  },
  engine: () => ({ state: "idle", version: null, isolation: null, sentence: null, loaded: 0, captures: 1 }),
  export: async (sha256, format) => {
    needCapture(sha256);
    return (async function* () {
      for (let row = 0; row < 10_000; row++) yield `${format},${row}\n`;
    })();
  },
  loadAhead: () => {},
};

const photo: MediaRow = {
  sha256: photoSha256,
  fileName: "DJI_0001.JPG",
  sizeBytes: 5_000_000,
  kind: "photo",
  format: "jpeg",
  widthPx: 4000,
  heightPx: 3000,
  durationUs: null,
  thermal: false,
  timeUs: 1_700_000_000_000_000,
  localUs: 1_700_000_000_000_000,
  position: { latDeg: 0.1, lonDeg: 0.2 },
  cameraModel: null,
  aircraftModel: null,
  flightId,
  confidence: "sure",
  place: null,
  timeZone: null,
  synthetic: true,
  damaged: false,
  thumbnail: "possible",
  footprint: "unknown",
};

const photoDetail: MediaDetail = {
  row: photo,
  sentence: null,
  match: {
    flightId,
    flightName: null,
    confidence: "sure",
    reasons: ["serial"],
    residualM: 1,
    clockOffsetUs: 0,
    candidates: [],
    sentence: "By its serial.",
  },
  footprint: null,
  facts: [],
  reveals: [],
  previews: [],
  beside: [],
  issues: [],
  neighbours: { before: null, after: null },
  view: "none",
  video: "none",
};

const needPhoto = (sha256: string): void => {
  if (sha256 !== photoSha256) throw new UserError("no-such-media", "notFound", "The vault holds no such picture or clip.");
};

const madeMedia: Media = {
  list: ({ limit }) => ({
    total: 1,
    totals: { photos: 1, clips: 0, sizeBytes: 5_000_000, doubtful: 0, unmatched: 0 },
    rows: [photo].slice(0, limit),
  }),
  all: () => [photo],
  get: async (sha256) => {
    needPhoto(sha256);
    return photoDetail;
  },
  clip: async (sha256) => {
    needPhoto(sha256);
    return {
      samples: 1,
      source: "subtitle",
      elapsedMs: [0],
      latDeg: [null],
      lonDeg: [null],
      altHomeM: [null],
      groundSpeedMps: [null],
      yawDeg: [null],
      gimbalYawDeg: [null],
      gimbalPitchDeg: [null],
      footprints: [],
      sentence: null,
    };
  },
  around: () => ({ total: 0, rows: [], unknown: 1, tookMs: 0.1 }),
  footprints: () => ({ total: 0, rows: [] }),
  cards: () => [{ card: "CARD", items: 1, offsetUs: 0, zoneMin: 0, residualM: 1, doubtful: 0, sentence: "Solved." }],
  settle: async ({ sha256 }) => ({ settled: sha256.length, sentence: "Settled." }),
  tools: async () => ({ thumbnails: true, ffmpeg: null, terrain: [], sites: [], sentence: "ffmpeg is missing." }),
  thumbnail: async (sha256) => {
    needPhoto(sha256);
    throw new UserError("no-thumbnail", "notFound", "There is no picture of it.");
  },
  view: async () => {
    throw new UserError("no-view", "notFound", "There is no picture of it.");
  },
  film: async () => {
    throw new UserError("no-film", "notFound", "It is no film.");
  },
  makeFilm: async () => ({ sentence: "Made." }),
};

function madeExposure(request: ExposureRequest): ExposureReport {
  return {
    request,
    items: { flights: 1, photos: 0, clips: 0, files: 0 },
    layers: [],
    terrain: [],
    sites: [],
    headers: [],
    rows: [
      {
        item: flightId,
        itemKind: "flight",
        itemName: "=1+1",
        kind: "track",
        site: 'Works, "north"',
        layer: "mine",
        siteKind: "water",
        certainty: "may",
        byteOffset: 100,
        region: null,
        sha256: "a".repeat(64),
        distanceM: 6.5,
        fromMs: 0,
        toMs: 1000,
        value: null,
        sentence: "The track may lie over it.",
      },
    ],
    rowsLeftOut: 0,
    unknown: [],
    sentence: "Nothing was found.",
  };
}
