/**
 * Where each protocol keeps its values (docs/formats/dji-telemetry.md; source: ExifTool's published tag names). Not verified on a real film.
 */
import type { djmdColumns } from "./djmd-columns.table.ts";

type ColumnName = keyof typeof djmdColumns;

/**
 * A value: `int` and `float` times `scale`; `ratio` a numerator and a denominator, packed; `utc` a text; `place` a message of 1 unit (0
 * radians, 1 degrees), 2 latitude, 3 longitude.
 */
export interface DjmdPath {
  readonly path: string;
  readonly as: "int" | "float" | "ratio" | "utc" | "place";
  /** The column; of a place the latitude. */
  readonly column: ColumnName;
  readonly scale?: number;
  /** Values outside are not taken when the protocol is not known. */
  readonly plausible?: readonly [number, number];
  /** Absent in a message that is there means 0, as protocol buffers leave out zeros. */
  readonly zeroWhenAbsent?: true;
}

/** One protocol. */
export interface DjmdProtocol {
  /** As the film names it, without `.proto`. */
  readonly name: string;
  readonly aircraft: string;
  readonly paths: readonly DjmdPath[];
  /** Coordinates are degrees whatever field 1 says. */
  readonly isAlwaysDegrees?: true;
}

const common = (): DjmdPath[] => [
  { path: "3-1-1", as: "int", column: "frame" },
  { path: "3-1-2", as: "int", column: "uptimeUs" },
];

const angles = (path: string, columns: readonly [ColumnName, ColumnName, ColumnName]): DjmdPath[] =>
  columns.map((column, index) => ({
    path: `${path}-${index + 1}`,
    as: "int",
    column,
    scale: 0.1,
    plausible: [-360, 360],
    zeroWhenAbsent: true,
  }));

const drone = (path: string): DjmdPath[] => angles(path, ["droneRollDeg", "dronePitchDeg", "droneYawDeg"]);
const gimbal = (path: string): DjmdPath[] => angles(path, ["gimbalPitchDeg", "gimbalRollDeg", "gimbalYawDeg"]);
const place = (path: string): DjmdPath[] => [
  { path: `${path}-1`, as: "place", column: "latDeg" },
  { path: `${path}-2`, as: "int", column: "absoluteAltitudeM", scale: 0.001, plausible: [-1000, 12_000] },
];
const relative = (path: string): DjmdPath[] => [
  { path, as: "float", column: "relativeAltitudeM", scale: 0.001, plausible: [-1000, 10_000], zeroWhenAbsent: true },
];
const utc = (path: string): DjmdPath[] => [{ path, as: "utc", column: "utcUs" }];
const iso = (path: string): DjmdPath[] => [{ path, as: "float", column: "iso", plausible: [25, 409_600] }];
const shutter = (path: string): DjmdPath[] => [{ path, as: "ratio", column: "shutterS", plausible: [1e-6, 60] }];
const aperture = (path: string): DjmdPath[] => [{ path, as: "ratio", column: "fNumber", plausible: [0.7, 64] }];
const zoom = (path: string): DjmdPath[] => [{ path, as: "float", column: "digitalZoom", plausible: [1, 200] }];
const colour = (path: string): DjmdPath[] => [{ path, as: "int", column: "colourTemperatureK", plausible: [1000, 20_000] }];

/** Place, heights and angles of the camera drones. */
const camera = (): DjmdPath[] => [...common(), ...place("3-3-4"), ...relative("3-3-5-1"), ...drone("3-3-3")];
/** Camera values of the smaller ones. */
const small = (): DjmdPath[] => [...iso("3-2-7-1"), ...shutter("3-2-10-1"), ...aperture("3-2-11-1"), ...colour("3-2-32-1")];
/** Those that are flown with goggles or by hand. */
const agile = (): DjmdPath[] => [
  ...common(),
  ...place("3-4-4"),
  ...drone("3-4-3"),
  ...iso("3-2-2-1"),
  ...shutter("3-2-4-1"),
  ...colour("3-2-6-1"),
  ...aperture("3-2-10-1"),
];
/** Action cameras: what a remote with satellite reception tells them. */
const action = (): DjmdPath[] => [
  ...common(),
  ...place("3-4-2"),
  ...utc("3-4-2-6-1"),
  ...iso("3-2-3-1"),
  ...shutter("3-2-4-1"),
  ...colour("3-2-6-1"),
];

/** Known protocols. */
export const djmdProtocols: readonly DjmdProtocol[] = [
  { name: "dvtm_Mini4_Pro", aircraft: "Mini 4 Pro", paths: [...camera(), ...gimbal("3-4-3"), ...small()] },
  { name: "dvtm_Air3", aircraft: "Air 3", paths: [...camera(), ...gimbal("3-4-3"), ...small()] },
  { name: "dvtm_Air3s", aircraft: "Air 3S", paths: [...camera(), ...gimbal("3-4-3"), ...small()] },
  {
    name: "dvtm_wm265e",
    aircraft: "Mavic 3",
    paths: [...camera(), ...gimbal("3-4-3"), ...iso("3-2-2-1"), ...shutter("3-2-3-1"), ...zoom("3-2-6-1")],
  },
  {
    name: "dvtm_pm320",
    aircraft: "Matrice 30",
    paths: [...camera(), ...gimbal("3-4-3"), ...iso("3-2-2-1"), ...shutter("3-2-3-1"), ...aperture("3-2-4-1"), ...zoom("3-2-6-1")],
  },
  {
    name: "dvtm_wm261",
    aircraft: "Mavic 3 Pro",
    paths: [...camera(), ...gimbal("3-4-3"), ...utc("3-3-4-6-1"), ...iso("3-2-9-1"), ...shutter("3-2-10-1"), ...aperture("3-2-11-1")],
  },
  { name: "dvtm_wa345e", aircraft: "Matrice 4E", paths: [...camera(), ...gimbal("3-4-3"), ...utc("3-3-4-6-1")] },
  {
    name: "dvtm_Mavic4",
    aircraft: "Mavic 4 Pro",
    isAlwaysDegrees: true,
    paths: [...camera(), ...iso("3-2-9-1"), ...shutter("3-2-10-1"), ...colour("3-2-24-1")],
  },
  { name: "dvtm_Mini5Pro", aircraft: "Mini 5 Pro", isAlwaysDegrees: true, paths: [...common(), ...place("3-3-4")] },
  { name: "dvtm_AVATA2", aircraft: "Avata 2", paths: [...agile(), ...relative("3-4-5-1")] },
  { name: "dvtm_dji_neo", aircraft: "Neo", paths: agile() },
  { name: "dvtm_ac203", aircraft: "Osmo Action 4", paths: action() },
  { name: "dvtm_ac204", aircraft: "Osmo Action 5", paths: action() },
  { name: "dvtm_ac206", aircraft: "Osmo Action 6", paths: action() },
  { name: "dvtm_oq101", aircraft: "Osmo 360", paths: action() },
  {
    name: "dvtm_PP-101",
    aircraft: "Osmo Pocket 3",
    paths: [...common(), ...iso("3-2-9-1"), ...shutter("3-2-10-1"), ...colour("3-2-24-1")],
  },
];

/** What is tried on a protocol that is not in the table: the places of the three families, and only what is plausible. */
export const djmdFamilies: readonly DjmdProtocol[] = [
  { name: "camera", aircraft: "", paths: [...camera(), ...gimbal("3-4-3"), ...utc("3-3-4-6-1")] },
  { name: "agile", aircraft: "", paths: [...common(), ...place("3-4-4"), ...drone("3-4-3")] },
  { name: "action", aircraft: "", paths: [...common(), ...place("3-4-2"), ...utc("3-4-2-6-1")] },
];
