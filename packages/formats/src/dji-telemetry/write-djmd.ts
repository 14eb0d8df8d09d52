/** Writes telemetry samples as cameras do: for made films and tests. The family of `3-3-4-1` (docs/formats/dji-telemetry.md). */
import { type ProtoValue, writeProto } from "../protobuf/index.ts";

/** What the first sample says of the machine. */
export interface DjmdHead {
  /** Without `.proto`; one of the camera drones' protocols. */
  readonly protocol: string;
  readonly serialNumber: string;
  readonly model: string;
}

/** What one sample says; what is absent is left out. */
export interface DjmdFrame {
  /** Degrees; absent: no position message. 0,0 is written as it is: no fix. */
  readonly place?: { readonly latDeg: number; readonly lonDeg: number };
  readonly absoluteAltitudeM?: number;
  readonly relativeAltitudeM?: number;
  /** Roll, pitch, yaw, degrees. */
  readonly drone?: readonly [number, number, number];
  /** Pitch, roll, yaw, degrees. */
  readonly gimbal?: readonly [number, number, number];
  readonly utcText?: string;
  readonly uptimeUs?: number;
}

/** One sample; `head` only in the first. Coordinates are written in `unit`. */
export function writeDjmdSample(
  frame: DjmdFrame,
  options: { readonly frame: number; readonly head?: DjmdHead; readonly unit?: "degrees" | "radians" },
): Uint8Array {
  const { head } = options;
  const fields: ProtoValue[] = [];
  if (head !== undefined) {
    const machine: ProtoValue[] = [
      { field: 1, text: `${head.protocol}.proto` },
      { field: 2, text: "02.00.00" },
      { field: 5, text: head.serialNumber },
      { field: 10, text: head.model },
    ];
    fields.push({ field: 1, message: [{ field: 1, message: machine }] });
    fields.push({ field: 2, message: [{ field: 3, message: [] }] });
  }
  const clock: ProtoValue[] = [{ field: 1, int: options.frame }];
  if (frame.uptimeUs !== undefined) clock.push({ field: 2, int: frame.uptimeUs });
  const aircraft: ProtoValue[] = [];
  if (frame.drone !== undefined) aircraft.push({ field: 3, message: tenths(frame.drone) });
  const position = positionOf(frame, options.unit ?? "radians");
  if (position.length > 0) aircraft.push({ field: 4, message: position });
  if (frame.relativeAltitudeM !== undefined) {
    aircraft.push({ field: 5, message: [{ field: 1, float: Math.round(frame.relativeAltitudeM * 1000) }] });
  }
  const body: ProtoValue[] = [{ field: 1, message: clock }];
  if (aircraft.length > 0) body.push({ field: 3, message: aircraft });
  if (frame.gimbal !== undefined) body.push({ field: 4, message: [{ field: 3, message: tenths(frame.gimbal) }] });
  fields.push({ field: 3, message: body });
  return writeProto(fields);
}

function positionOf(frame: DjmdFrame, unit: "degrees" | "radians"): ProtoValue[] {
  const fields: ProtoValue[] = [];
  if (frame.place !== undefined) {
    const scale = unit === "degrees" ? 1 : Math.PI / 180;
    const place: ProtoValue[] = [];
    if (unit === "degrees") place.push({ field: 1, int: 1 });
    place.push({ field: 2, double: frame.place.latDeg * scale }, { field: 3, double: frame.place.lonDeg * scale });
    fields.push({ field: 1, message: place });
  }
  if (frame.absoluteAltitudeM !== undefined) fields.push({ field: 2, int: Math.round(frame.absoluteAltitudeM * 1000) });
  if (frame.utcText !== undefined) fields.push({ field: 6, message: [{ field: 1, text: frame.utcText }] });
  return fields;
}

/** Zeros are left out, as protocol buffers do. */
function tenths(angles: readonly [number, number, number]): ProtoValue[] {
  return angles.flatMap((angle, index) => (Math.round(angle * 10) === 0 ? [] : [{ field: index + 1, int: Math.round(angle * 10) }]));
}
