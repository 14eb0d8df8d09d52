/** Findings in words: what was sent, how it was written, how exact, when. */
import type { AuditFinding } from "@creance/api";
import type { EncodingLayer, FindingKind } from "@creance/audit";
import type { TransportLayer } from "@creance/capture";
import type { Words } from "../../words/words.ts";

const kinds: Record<FindingKind, string> = {
  aircraftSerial: "Aircraft serial",
  controllerSerial: "Controller serial",
  batterySerial: "Battery serial",
  cameraSerial: "Camera serial",
  imei: "Phone identity (IMEI)",
  imsi: "SIM identity (IMSI)",
  iccid: "SIM serial (ICCID)",
  androidId: "Android id",
  advertisingId: "Advertising id",
  mac: "Network address (MAC)",
  bluetooth: "Bluetooth address",
  ssid: "Wi-Fi name",
  bssid: "Wi-Fi station (BSSID)",
  email: "E-mail address",
  phone: "Phone number",
  name: "Name",
  account: "Account",
  position: "Position",
  track: "Track",
  homePoint: "Home point",
  picture: "Picture",
  video: "Video",
  flightRecord: "Flight record",
  placeQuery: "Question about a place",
  upload: "Sealed upload of a fitting size",
};

const layers: Record<EncodingLayer, string> = {
  gzip: "gzip",
  deflate: "deflate",
  br: "Brotli",
  zip: "zip member",
  multipart: "multipart",
  form: "form",
  json: "JSON",
  xml: "XML",
  protobuf: "protobuf",
  grpc: "gRPC",
  jpeg: "JPEG metadata",
  percent: "percent coding",
  escaped: "escapes",
  base64: "base64",
  hex: "hexadecimal",
  utf16: "UTF-16",
  text: "plain text",
  cut: "cut short",
  md5: "MD5",
  sha1: "SHA-1",
  sha256: "SHA-256",
  bcd: "packed digits",
  binary: "raw bytes",
  integer: "a number",
  decimal: "decimal degrees",
  e7: "degrees × 10⁷",
  e6: "degrees × 10⁶",
  float64: "double, degrees",
  float32: "float, degrees",
  radians64: "double, radians",
  radians32: "float, radians",
  dms: "degrees, minutes, seconds",
  nmea: "NMEA",
  exif: "EXIF position",
  geohash: "geohash",
  h3: "H3 cell",
  quadkey: "quadkey",
  plusCode: "plus code",
  mgrs: "MGRS or UTM",
  gcj02: "shifted (GCJ-02)",
  bd09: "shifted (BD-09)",
  tile: "map tile",
  box: "rectangle",
  circle: "point with radius",
  fileName: "file name",
  fileBytes: "first bytes of the file",
  fileHash: "hash of the file",
  size: "size and time only",
};

const transports: Record<TransportLayer, string> = {
  ssl3: "SSL 3",
  "tls1.0": "TLS 1.0",
  "tls1.1": "TLS 1.1",
  "tls1.2": "TLS 1.2",
  "tls1.3": "TLS 1.3",
  quic: "QUIC",
  http1: "HTTP/1",
  http2: "HTTP/2",
  http3: "HTTP/3",
  chunked: "chunked",
  websocket: "WebSocket",
  mqtt: "MQTT",
  dns: "DNS",
};

const classes: Record<NonNullable<AuditFinding["class"]>, string> = {
  exact: "exact",
  near: "near",
  area: "the area",
  region: "the region",
};

const phases: Record<NonNullable<AuditFinding["phase"]>, string> = {
  before: "before the flight",
  onGround: "on the ground",
  inAir: "in the air",
  afterLanding: "after landing",
};

const of = (table: Readonly<Record<string, string>>, key: string): string => (Object.hasOwn(table, key) ? (table[key] as string) : key);

/** `Aircraft serial`; the raw word for one that is not known here. */
export function kindWords(kind: string): string {
  return of(kinds, kind);
}

/** What its value was written as, outer to inner: `gzip → JSON → plain text`. */
export function encodingWords(encoding: readonly string[]): string {
  return encoding.map((layer) => of(layers, layer)).join(" → ");
}

/** A layer by itself, of either table. */
export function layerWords(layer: string): string {
  return Object.hasOwn(transports, layer) ? of(transports, layer) : of(layers, layer);
}

/** The whole chain: `TCP → TLS 1.3 → HTTP/2 → gzip → JSON → plain text`. */
export function chainWords({ flow, carriedIn, encoding }: Pick<AuditFinding, "flow" | "carriedIn" | "encoding">): string {
  return [flow.transport.toUpperCase(), ...carriedIn.map(layerWords), ...encoding.map(layerWords)].join(" → ");
}

/** `exact, ±1.2 m`; `null` for what is no place. */
export function exactWords(
  { class: nearness, precisionM, kind }: Pick<AuditFinding, "class" | "precisionM" | "kind">,
  words: Words,
): string | null {
  if (nearness === null && precisionM === null) return null;
  const distance = precisionM === null ? null : words.quantity(precisionM, precisionM < 1000 ? "height" : "distance");
  const within = distance === null ? null : kind === "placeQuery" ? `within ${distance}` : `${distance} off`;
  return [nearness === null ? null : classes[nearness], within].filter((part) => part !== null).join(", ");
}

/** `in the air`; `null` where no flight tells. */
export function phaseWords(phase: AuditFinding["phase"]): string | null {
  return phase === null ? null : phases[phase];
}

/** `4 s after the moment it tells of`; `null` for what has no moment. */
export function delayWords(delayS: number | null): string | null {
  if (delayS === null) return null;
  const size = Math.abs(delayS);
  if (size < 1) return "at the moment it tells of";
  const text = size < 120 ? `${Math.round(size)} s` : size < 7200 ? `${Math.round(size / 60)} min` : `${(size / 3600).toFixed(1)} h`;
  return `${text} ${delayS > 0 ? "after" : "before"} the moment it tells of`;
}

/** `packets 1,204 to 1,206`. */
export function packetWords({ packets, morePackets }: Pick<AuditFinding, "packets" | "morePackets">): string {
  const text = (number: number): string => number.toLocaleString("en-US");
  const [first] = packets;
  const last = packets.at(-1);
  if (first === undefined || last === undefined) return "no packet of its own";
  if (packets.length === 1) return `packet ${text(first)}`;
  if (packets.length <= 6 && !morePackets) return `packets ${packets.map(text).join(", ")}`;
  return `${text(packets.length)}${morePackets ? " or more" : ""} packets, ${text(first)} to ${text(last)}`;
}

/** A share: `61 %`, `below 1 %`, `above 99 %`, `none`. Never rounded up to the whole. */
export function shareWords(part: number, whole: number): string {
  if (whole <= 0) return "none";
  if (part <= 0) return "0 %";
  if (part >= whole) return "all";
  const percent = (part / whole) * 100;
  if (percent < 1) return "below 1 %";
  return percent > 99 ? "above 99 %" : `${Math.round(percent)} %`;
}
