/**
 * Runs the comparison parser in a process of its own, because it can trap. Arguments: file, optional keychain file.
 * Prints one JSON object: positions per OSD record, keychain request, details.
 */
import { readFileSync } from "node:fs";
import { DJILog } from "dji-log-parser-js";

const [file, keychainFile] = process.argv.slice(2);
const log = new DJILog(readFileSync(file));
const keychains = keychainFile === undefined ? undefined : JSON.parse(readFileSync(keychainFile, "utf8")).data;
const records = log.version >= 13 && keychains === undefined ? [] : log.records(keychains);
const frames = log.version >= 13 && keychains === undefined ? [] : log.frames(keychains);
const contents = (type) => records.filter((record) => record.type === type).map((record) => record.content);
console.log(
  JSON.stringify({
    version: log.version,
    details: log.details,
    request: log.version >= 13 ? log.keychainsRequest() : null,
    framePositions: frames.map((frame) => [frame.osd.latitude, frame.osd.longitude]),
    streams: Object.fromEntries(
      ["OSD", "Home", "Gimbal", "RC", "Custom", "CenterBattery", "SmartBattery", "AppGPS", "Camera", "OFDM", "MCParams"].map((type) => [
        type,
        contents(type),
      ]),
    ),
  }),
);
