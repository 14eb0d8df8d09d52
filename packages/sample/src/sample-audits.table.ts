/**
 * The captures of the sample operation and what belongs to each: its flight, the phone's invented identifiers, a consent, a statement about the test.
 * The captures themselves are bytes that the app hands in; `tools/lab` made them around the flights (fixtures/sample-operation).
 */

/** A capture of the sample operation. */
export interface SampleAudit {
  /** File of the capture, `leaky-app.pcapng`. */
  readonly capture: string;
  /** Where it would lie in a phone's backup. */
  readonly path: string;
  /** Path of the flight's record in the operation. */
  readonly flight: string;
  /** One sentence: what it shows. */
  readonly note: string;
  /** For `--identifiers`; empty where the operator lists none. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** For `--consent`. */
  readonly consents: readonly {
    readonly from: string;
    readonly until: string;
    readonly kinds: readonly string[];
    readonly hosts: readonly string[];
    readonly purpose: string;
  }[];
  /** For `--statement`. */
  readonly statement: {
    readonly [member: string]: string | boolean | readonly { readonly from: string; readonly until: string; readonly what: string }[];
  };
}

const statement = {
  app: "a made-up app",
  appVersion: "4.3.38",
  firmware: "1.0.44",
  operatingSystem: "Android 14",
  accountRegion: "PT",
  place: "invented hills",
  country: "PT",
  capturePoint: "gatewayLan",
} as const;

/** The captures, in the order of a demonstration. */
export const sampleAudits: readonly SampleAudit[] = [
  {
    capture: "leaky-app.pcapng",
    path: "rescue-phone/leaky-app.pcapng",
    flight: "rescue-phone/DJIFlightRecord_2026-09-11_[17-19-33].txt",
    note: "A leaky app around the search: serials, phone identifiers, positions while it flies, the track, a picture, the sealed record. No consent.",
    identifiers: {
      imei: "001017004812163",
      imsi: "001010000481216",
      iccid: "8900101900000001745",
      androidId: "5ea7c0de17f0a3b9",
      advertisingId: "7d0c5a1e-17b3-4c69-9e52-5a17c0de0b01",
      mac: "02:5a:17:c0:de:01",
      bluetooth: "02:5a:17:c0:de:02",
      ssid: "SYNTH Rescue Truck",
      bssid: "02:5a:17:7e:57:11",
      email: "pilot.seven@rescue.example",
      phone: "+1 202 555 0143",
      name: "Synthia Exemplo",
      account: "synth-rescue-07",
    },
    consents: [],
    statement: {
      device: "rescue phone",
      ...statement,
      everyInterface: false,
      windows: [{ from: "2026-09-11T17:31:02Z", until: "2026-09-11T17:33:00Z", what: "idle" }],
    },
  },
  {
    capture: "honest-sync.pcapng",
    path: "mapping-phone/honest-sync.pcapng",
    flight: "mapping-phone/DJIFlightRecord_2026-09-12_[09-40-00].txt",
    note: "The pilot presses sync: the record goes to the one named host inside the consented time; else settings and time.",
    identifiers: { account: "synth-mapping-03" },
    consents: [
      {
        from: "2026-09-12T09:50:00Z",
        until: "2026-09-12T09:55:00Z",
        kinds: [
          "flightRecord",
          "upload",
          "aircraftSerial",
          "controllerSerial",
          "batterySerial",
          "cameraSerial",
          "account",
          "position",
          "homePoint",
          "track",
          "picture",
        ],
        hosts: ["sync.orchardmaps.example"],
        purpose: "The pilot pressed sync after the mapping flight: the flight record and what it holds.",
      },
    ],
    statement: {
      device: "mapping phone",
      ...statement,
      everyInterface: false,
      windows: [{ from: "2026-09-12T09:50:00Z", until: "2026-09-12T09:55:00Z", what: "sync" }],
    },
  },
  {
    capture: "local-data-mode.pcapng",
    path: "unit-controller/local-data-mode.pcapng",
    flight: "unit-controller/DJIFlightRecord_2026-09-10_[14-37-02].txt",
    note: "Local Data Mode on during the hazardous-goods watch: addresses, time, the local network's own questions; nothing else.",
    identifiers: {},
    consents: [],
    statement: {
      device: "unit controller",
      ...statement,
      everyInterface: true,
      windows: [{ from: "2026-09-10T14:34:30Z", until: "2026-09-10T14:51:00Z", what: "localDataMode" }],
    },
  },
];
