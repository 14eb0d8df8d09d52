/** Whether a file was made by our own generators: then it says so in a serial, a name, a message or the name of its file. */
import type { FlightLog, MediaItem } from "@creance/flight";
import type { MetadataField } from "@creance/formats";
import { SAMPLE_SOFTWARE, SYNTHETIC_PREFIX } from "@creance/sample";

/** Serials that autopilots write as the bytes of a number. */
const PREFIX_AS_HEX = Array.from(SYNTHETIC_PREFIX, (letter) => letter.charCodeAt(0).toString(16)).join("");
/** As files of the sample operation carry it: `SYNTH_Swift.ulg`. Never within another word. */
const IN_A_NAME = /(^|[^A-Za-z])(SYNTH|Synth[A-Z])/;
/** As names of files say it that hold no name or serial: `airdata_synthetic_2026-09-13.csv`. */
const IN_A_PATH = /(^|[^A-Za-z])synthetic([^A-Za-z]|$)/;

/** True for a log that our generators made. `path` is the name it was kept under. */
export function isSyntheticLog({ aircraft, batteries, events, fields }: FlightLog, path: string | null): boolean {
  const serials = [aircraft.serial, aircraft.cameraSerial, aircraft.rcSerial, ...batteries.map(({ serial }) => serial)];
  if (serials.some((serial) => serial !== null && (IN_A_NAME.test(serial) || serial.toLowerCase().startsWith(PREFIX_AS_HEX)))) return true;
  if ([aircraft.name, aircraft.productName].some((name) => name !== null && IN_A_NAME.test(name)) || saysPath(path)) return true;
  return fields.some(({ value }) => IN_A_NAME.test(value)) || events.some(({ text }) => text !== null && IN_A_NAME.test(text));
}

/** The same of a picture, a clip or a subtitle file. */
export function isSyntheticMedia({ serials }: MediaItem, fields: readonly MetadataField[], path: string | null): boolean {
  if ([serials.aircraft, serials.camera].some((serial) => serial?.startsWith(SYNTHETIC_PREFIX) === true) || saysPath(path)) return true;
  return fields.some(({ name, value }) => name === "Software" && value === SAMPLE_SOFTWARE);
}

function saysPath(path: string | null): boolean {
  return path !== null && (IN_A_NAME.test(path) || IN_A_PATH.test(path));
}
