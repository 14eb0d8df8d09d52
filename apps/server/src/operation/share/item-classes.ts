/** Which classes of data a kept thing holds, and which of them a redaction takes out. Who does not know says all that its kind can hold. */
import type { FlightDetail } from "@creance/api";
import { type DataClass, dataClasses } from "@creance/policy";
import type { RedactionRecipe } from "@creance/seal";
import type { MediaEntry } from "@creance/vault";

/** Kinds of reveals by the class that they are of. Kinds that are not listed are of no class of their own. */
const classOfReveal: Readonly<Record<string, DataClass>> = {
  aircraftSerial: "serials",
  cameraSerial: "serials",
  lensSerial: "serials",
  rcSerial: "serials",
  batterySerial: "serials",
  componentSerial: "serials",
  uuid: "serials",
  droneName: "account",
  personName: "account",
  email: "account",
  accountFragment: "account",
  correctionServer: "account",
  phone: "phoneIdentifiers",
  phoneIdentifier: "phoneIdentifiers",
  picturePosition: "position",
  positionDetail: "position",
  laserTarget: "position",
  placeName: "position",
  headerPosition: "homePoint",
  homePosition: "homePoint",
  pilotPosition: "pilotPosition",
  flightPath: "track",
  picture: "imagery",
  thermalData: "thermal",
};

/** Of a flight record or what is made of it. */
export function flightClasses({ reveals, pilot }: Pick<FlightDetail, "reveals" | "pilot">): readonly DataClass[] {
  return ordered([
    "track",
    "position",
    "homePoint",
    "telemetry",
    "serials",
    ...(pilot === null ? [] : ["pilotPosition" as const]),
    ...revealed(reveals),
  ]);
}

/** Of a picture, a clip or its subtitles. A clip can have sound. `facesChecked`: a person looked, and nobody can be told apart. */
export function mediaClasses(
  { row, ownReveals }: Pick<MediaEntry, "row" | "ownReveals">,
  { facesChecked }: { readonly facesChecked: boolean },
): readonly DataClass[] {
  const found = new Set<DataClass>(revealed(ownReveals));
  if (row.kind === "subtitle") return ordered(["track", "position", "telemetry", ...found]);
  found.add(row.kind === "clip" ? "video" : "imagery");
  if (row.kind === "clip") found.add("audio").add("telemetry");
  if (row.thermal) found.add("thermal");
  if (!facesChecked) found.add("faces");
  return ordered(found);
}

/** Of an original that was not read as a flight, a picture or a clip: anything, unless it is a capture, which is that and anything. */
export function originalClasses(isCapture: boolean): readonly DataClass[] {
  return dataClasses.filter((one) => isCapture || one !== "networkCapture");
}

/** The classes that a recipe takes out of an item wholly; what is only made coarse stays. */
export function redactedClasses(recipe: RedactionRecipe | null, classes: readonly DataClass[], hasMasks: boolean): readonly DataClass[] {
  if (recipe === null) return hasMasks ? classes.filter((one) => one === "faces") : [];
  const out = new Set<DataClass>();
  if (recipe.positions === "drop") for (const one of ["position", "track", "homePoint", "pilotPosition"] as const) out.add(one);
  if (recipe.homeCircleM !== null) out.add("homePoint").add("pilotPosition");
  if (recipe.serials === "drop") out.add("serials").add("phoneIdentifiers");
  if (recipe.names === "drop") out.add("account");
  if (recipe.audio === "drop") out.add("audio");
  if (hasMasks || recipe.masks.length > 0) out.add("faces");
  return classes.filter((one) => out.has(one));
}

function revealed(reveals: readonly { readonly kind: string }[]): readonly DataClass[] {
  return reveals.map(({ kind }) => classOfReveal[kind]).filter((one) => one !== undefined);
}

function ordered(classes: Iterable<DataClass>): readonly DataClass[] {
  const held = new Set(classes);
  return dataClasses.filter((one) => held.has(one));
}
