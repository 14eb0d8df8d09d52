/**
 * Classes of data that a policy speaks of, each with what people call it, the kinds of findings that show an audit its leaving, and its nearest term in
 * the Data Privacy Vocabulary 2.2 (W3C community group; `pd` is its extension for kinds of personal data). A class can be narrower than its term.
 */

/** A class of data in words. */
interface DataClassSpec {
  readonly title: string;
  /** What it is, a sentence. */
  readonly sentence: string;
  readonly iri: string;
  /** Words of `findingKinds` in `@creance/audit`. */
  readonly auditKinds: readonly string[];
}

const PD = "https://w3id.org/dpv/pd#";

/** Every class of data. */
export const dataClassTable = {
  position: {
    title: "Positions",
    sentence: "Where something was: the aircraft, or what a picture shows.",
    iri: `${PD}GPSCoordinate`,
    auditKinds: ["position", "placeQuery"],
  },
  track: {
    title: "Flight tracks",
    sentence: "The way of a flight: positions one after the other, with their times.",
    iri: `${PD}TravelHistory`,
    auditKinds: ["track", "flightRecord", "upload"],
  },
  homePoint: {
    title: "Home points",
    sentence: "Where a flight began, which is often somebody's home or yard.",
    iri: `${PD}Location`,
    auditKinds: ["homePoint"],
  },
  pilotPosition: {
    title: "Pilots' positions",
    sentence: "Where the person who flew stood.",
    iri: `${PD}GPSCoordinate`,
    auditKinds: [],
  },
  imagery: { title: "Pictures", sentence: "Photographs from the air.", iri: `${PD}Picture`, auditKinds: ["picture", "upload"] },
  thermal: {
    title: "Thermal pictures",
    sentence: "Pictures of heat, which show people and animals in the dark.",
    iri: `${PD}Picture`,
    auditKinds: ["picture", "upload"],
  },
  video: { title: "Video", sentence: "Moving pictures.", iri: `${PD}Picture`, auditKinds: ["video", "upload"] },
  faces: {
    title: "Faces",
    sentence: "Faces of people that can be told apart.",
    iri: `${PD}PhysicalCharacteristic`,
    auditKinds: [],
  },
  serials: {
    title: "Serial numbers",
    sentence: "Serial numbers of aircraft, batteries, cameras and controllers.",
    iri: `${PD}UID`,
    auditKinds: ["aircraftSerial", "controllerSerial", "batterySerial", "cameraSerial"],
  },
  phoneIdentifiers: {
    title: "Phone identifiers",
    sentence: "What tells one phone or tablet, or the network that it is in, from every other.",
    iri: `${PD}DeviceBased`,
    auditKinds: ["imei", "imsi", "iccid", "androidId", "advertisingId", "mac", "bluetooth", "ssid", "bssid"],
  },
  account: {
    title: "Accounts and names",
    sentence: "Names, mail addresses, phone numbers and accounts of people.",
    iri: `${PD}Identifying`,
    auditKinds: ["email", "phone", "name", "account"],
  },
  telemetry: {
    title: "Telemetry",
    sentence: "What an aircraft measured of itself: batteries, motors, sensors, sticks.",
    iri: `${PD}VehicleUsage`,
    auditKinds: ["flightRecord", "upload"],
  },
  audio: { title: "Sound", sentence: "Recorded sound.", iri: `${PD}VoiceCommunicationRecording`, auditKinds: ["upload"] },
  networkCapture: {
    title: "Network captures",
    sentence: "What apps and devices sent over a network.",
    iri: `${PD}CommunicationsMetadata`,
    auditKinds: ["upload"],
  },
} as const satisfies Readonly<Record<string, DataClassSpec>>;

/** A class of data. */
export type DataClass = keyof typeof dataClassTable;

/** Every class of data, in the order of the guide. */
export const dataClasses = Object.keys(dataClassTable) as readonly DataClass[];
