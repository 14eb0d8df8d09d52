/** One named value that a file carries beside its content: an EXIF tag, an XMP property, a box of user data, a header line of a log. */

/** A named value with the bytes where it stands. Every reader of pictures, clips and logs lists them; what they reveal is judged elsewhere. */
export interface MetadataField {
  /** Where it stands. */
  readonly group:
    | "exif"
    | "gps"
    | "interop"
    | "xmp"
    | "mpf"
    | "iptc"
    | "icc"
    | "makerNote"
    | "thermal"
    | "jpeg"
    | "container"
    | "telemetry"
    | "subtitle"
    | "header"
    | "info"
    | "parameter"
    | "text";
  /** The format's own name, with its prefix where it has one: `GPSLatitude`, `drone-dji:GimbalYawDegree`, `moov/udta/©xyz`, `1-1-5 serial_number`, `sys_uuid`. */
  readonly name: string;
  /** As text, as the file says it, at most 1,000 characters. */
  readonly value: string;
  /** Offset of the value's first byte in the original. */
  readonly byteOffset: number;
  readonly lengthBytes: number;
}
