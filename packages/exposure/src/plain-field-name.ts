/** The name of a field without what differs between writers: prefix, path, case, separators. */

/** `drone-dji:GpsLatitude` and `GPSLatitude` are `gpslatitude`, `moov/udta/©xyz` is `©xyz`, `1-1-5 serial_number` is `serialnumber`. */
export function plainFieldName(name: string): string {
  return name
    .slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf(":")) + 1)
    .replace(/^[\d-]+ /, "")
    .replace(/^[A-Z]+\./, "")
    .toLowerCase()
    .replace(/[^a-z0-9©]/g, "");
}
