/** Readings made up for tests and benchmarks: no real place, person or serial. */
import type { MediaItem } from "@creance/flight";
import type { CaptureReading, FlightReading, Reading } from "../src/index.ts";

/** What can be said about a made-up flight. */
export interface FlightWish {
  readonly segment?: number;
  readonly serial?: string | null;
  readonly startUs?: number | null;
  readonly durationUs?: number;
  readonly rows?: number;
  readonly sealed?: boolean;
  readonly damaged?: boolean;
  readonly place?: string | null;
  readonly country?: string | null;
  readonly aircraftName?: string | null;
  readonly appName?: string | null;
  readonly warnings?: number;
  readonly distanceM?: number | null;
}

export function flightReading(wish: FlightWish = {}): FlightReading {
  const startUs = wish.startUs === undefined ? 1_700_000_000_000_000 : wish.startUs;
  const durationUs = wish.durationUs ?? 600_000_000;
  const serial = wish.serial === undefined ? "TEST0001" : wish.serial;
  const distanceM = wish.distanceM === undefined ? 1200 : wish.distanceM;
  return {
    segment: wish.segment ?? 0,
    aircraftSerial: serial,
    startUs,
    endUs: startUs === null ? null : startUs + durationUs,
    rows: wish.rows ?? 6000,
    summary: {
      startUs,
      durationUs,
      distanceM,
      maxAltHomeM: 80,
      maxGroundSpeedMps: 12,
      aircraftSerial: serial,
      aircraftName: wish.aircraftName ?? "Merlin",
      productName: "Test Craft",
      appName: wish.appName ?? "test 1.0",
      format: "test-record",
      formatVersion: 1,
      place: wish.place ?? null,
      country: wish.country ?? null,
      timeZone: null,
      home: null,
      bounds: null,
      warnings: wish.warnings ?? 0,
      sealed: wish.sealed ?? false,
      damaged: wish.damaged ?? false,
      synthetic: true,
    },
    detail: {
      endUs: startUs === null ? null : startUs + durationUs,
      rows: wish.rows ?? 6000,
      clock: { method: "none", residualP95Ms: null, repairedRows: 0 },
      stats: {
        durationUs,
        airborneUs: durationUs,
        distanceM,
        maxAltHomeM: 80,
        minAltHomeM: 0,
        maxGroundSpeedMps: 12,
        maxClimbMps: null,
        maxDescentMps: null,
        maxDistanceHomeM: null,
        batteryStartPct: null,
        batteryEndPct: null,
        minSatellites: null,
        photos: null,
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
      aircraft: { productType: null, productName: null, name: null, serial, cameraSerial: null, rcSerial: null, firmware: [] },
      batteries: [],
      app: { platform: null, platformName: null, version: null },
      home: null,
      pilot: null,
      events: [],
      issues: [],
      records: [],
      pictures: [],
    },
  };
}

/** What can be said about a made-up capture. */
export interface CaptureWish {
  readonly segments?: number;
  readonly firstTimeUs?: number | null;
  readonly durationUs?: number;
  readonly conversations?: number;
  readonly bytesOut?: number;
  readonly bytesIn?: number;
}

export function captureReading(wish: CaptureWish = {}): CaptureReading {
  const firstTimeUs = wish.firstTimeUs === undefined ? 1_700_000_000_000_000 : wish.firstTimeUs;
  const lastTimeUs = firstTimeUs === null ? null : firstTimeUs + (wish.durationUs ?? 60_000_000);
  const conversations = wish.conversations ?? 3;
  const bytesOut = wish.bytesOut ?? 1000;
  const bytesIn = wish.bytesIn ?? 2000;
  return {
    segments: wish.segments ?? 1,
    row: {
      format: "pcap",
      firstTimeUs,
      lastTimeUs,
      packets: 12,
      conversations,
      servers: 2,
      bytesOut,
      bytesIn,
      knownRoles: ["flightLogUpload"],
      synthetic: true,
    },
    detail: {
      summary: {
        conversations,
        firstTimeUs,
        lastTimeUs,
        packets: 12,
        wireBytes: 4000,
        bytesOut,
        bytesIn,
        services: { ssl: conversations },
        names: { sni: conversations },
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
      linkTypes: [{ linkType: 1, name: "Ethernet", packets: 12, decoded: true }],
      interfaces: 1,
      apps: [],
      keyLogs: 0,
      countryDatabases: [{ database: "Test countries", date: "2026-01-01" }],
      notices: [],
      endpointsEdition: "test",
    },
  };
}

/** A reading of a capture. */
export function captureReadingOf(sha256: string, wish: CaptureWish = {}, rest: Partial<Reading> = {}): Reading {
  return readingOf(sha256, { format: "pcap", formatVersion: null, wishes: [], capture: captureReading(wish), ...rest });
}

/** A reading with one flight, or the flights given. */
export function readingOf(sha256: string, wish: Partial<Reading> & { readonly wishes?: readonly FlightWish[] } = {}): Reading {
  const { wishes, ...rest } = wish;
  return {
    sha256,
    reader: "test-record/1",
    format: "test-record",
    formatVersion: 1,
    sealed: false,
    damaged: false,
    regionSha256: null,
    sentence: null,
    issues: [],
    flights: (wishes ?? [{}]).map((one) => flightReading(one)),
    capture: null,
    media: null,
    reveals: [],
    ...rest,
  };
}

/** What a picture says. */
function itemOf(given: Partial<MediaItem> = {}): MediaItem {
  return {
    kind: "photo",
    format: "jpeg",
    widthPx: 4000,
    heightPx: 3000,
    durationUs: null,
    codec: null,
    time: { utcUs: null, utcSource: null, localUs: 1_700_000_000_000_000, localSource: "exif", zoneMin: null },
    position: { latDeg: 38, lonDeg: -8, source: "xmp", byteOffset: 100 },
    heights: { takeOffM: 50, absoluteM: null, absoluteKind: null, groundM: null },
    gimbal: null,
    aircraft: null,
    optics: {
      make: "Test",
      model: "Eye 1",
      focalLengthMm: null,
      focal35Mm: null,
      focalPx: null,
      principalPx: null,
      dewarp: null,
      digitalZoom: null,
      orientation: null,
      camReversed: null,
      gimbalReversed: null,
      fisheye: false,
    },
    laser: null,
    rtk: null,
    serials: { aircraft: null, camera: null, lens: null },
    aircraftModel: null,
    thermal: false,
    previews: [],
    damaged: false,
    issues: [],
    ...given,
  };
}

/** A picture as if it had been read. */
export function pictureReading(sha256: string, given: Partial<MediaItem> = {}): Reading {
  const item = itemOf(given);
  return {
    ...readingOf(sha256, { wishes: [] }),
    format: item.format,
    flights: [],
    media: { item, samples: 0, places: [], place: "Test Town", timeZone: "Europe/Lisbon", synthetic: true },
  };
}
