/** The machines of the sample operation. Every serial and name begins with `SYNTH`, so that nobody takes them for real ones. */
import type { Pack } from "./battery.ts";

/** Every synthetic serial begins with this. */
export const SYNTHETIC_PREFIX = "SYNTH";

/** What made pictures name as their software. */
export const SAMPLE_SOFTWARE = "Creance sample operation";

/** How an app writes its records. */
export type AppDialect = "ios" | "android" | "fly";

/** One machine with its parts and the app that recorded it. */
export interface SampleAircraft {
  readonly productType: number;
  readonly name: string;
  /** 14 to 20 characters; headers hold 16. */
  readonly serial: string;
  readonly cameraSerial: string;
  readonly rcSerial: string;
  readonly batterySerial: string;
  readonly pack: Pack;
  readonly discharges: number;
  readonly firmware: readonly { readonly sender: number; readonly version: string }[];
  readonly maxSatellites: number;
}

/** The machines by name. */
export const sampleAircraft = {
  /** Phantom 4 Pro, flown by the growers' survey team. */
  kestrel: machine(24, "SYNTH Kestrel", "SYNTH0AKESTREL", { cells: 4, capacityMah: 5870, hoverA: 16 }, 41, 16),
  /** Mavic 2, the mapping team's. */
  merlin: machine(42, "SYNTH Merlin", "SYNTH0BMERLIN1", { cells: 4, capacityMah: 3850, hoverA: 8.4 }, 63, 17),
  /** Mavic 2 Enterprise, inspection and rescue. */
  saker: machine(58, "SYNTH Saker", "SYNTH0CSAKER07", { cells: 4, capacityMah: 3850, hoverA: 8.9 }, 88, 17),
  /** M30, the hazardous-goods unit's; enterprise serials have 20 characters. */
  goshawk: machine(116, "SYNTH Goshawk", "SYNTH0DGOSHAWK000012", { cells: 6, capacityMah: 5880, hoverA: 14 }, 22, 24),
  /** Air 2S, the water company's own. */
  hobby: machine(75, "SYNTH Hobby", "SYNTH0EHOBBY22", { cells: 3, capacityMah: 3500, hoverA: 8.2 }, 17, 19),
} as const satisfies Readonly<Record<string, SampleAircraft>>;

function machine(productType: number, name: string, serial: string, pack: Pack, discharges: number, maxSatellites: number): SampleAircraft {
  const letter = serial.charAt(6);
  return {
    productType,
    name,
    serial,
    cameraSerial: `SYNTH1${letter}CAM0001`,
    rcSerial: `SYNTH2${letter}RC00001`,
    batterySerial: `SYNTH3${letter}BAT0001`,
    pack,
    discharges,
    firmware: [
      { sender: 3, version: "1.4.9" },
      { sender: 4, version: "1.0.44" },
      { sender: 11, version: "2.0.6" },
    ],
    maxSatellites,
  };
}
