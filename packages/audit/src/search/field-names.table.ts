/** Words in the names of fields that hold a kind of identifier, in lower case without `_` and `-`. */
import type { FindingKind } from "../types.ts";

const serial = ["sn", "serial", "deviceid", "productid", "uuid"] as const;

/** Words by kind; kinds of files have the words of file names. */
export const fieldWords: { readonly [Kind in FindingKind]: readonly string[] } = {
  aircraftSerial: serial,
  controllerSerial: serial,
  batterySerial: serial,
  cameraSerial: serial,
  imei: ["imei", "deviceid", "meid"],
  imsi: ["imsi", "subscriber"],
  iccid: ["iccid", "sim"],
  androidId: ["androidid", "deviceid", "aid", "uuid"],
  advertisingId: ["adid", "gaid", "idfa", "advertising", "oaid"],
  mac: ["mac", "address", "bssid"],
  bluetooth: ["mac", "address", "bluetooth", "ble"],
  ssid: ["ssid", "wifi", "wlan", "network"],
  bssid: ["mac", "address", "bssid"],
  email: ["mail", "account", "user", "login"],
  phone: ["phone", "mobile", "tel", "msisdn", "number"],
  name: ["name", "user", "pilot", "owner", "author", "nick"],
  account: ["account", "user", "uid", "login", "name", "owner", "author", "member"],
  position: [],
  track: [],
  homePoint: [],
  picture: ["file", "name"],
  video: ["file", "name"],
  flightRecord: ["file", "name"],
  placeQuery: [],
  upload: [],
};
