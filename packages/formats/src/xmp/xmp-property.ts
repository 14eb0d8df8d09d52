/** One property of an XMP packet. */

/** A property with the bytes where its value stands. */
export interface XmpProperty {
  /**
   * Path with canonical prefixes: `drone-dji:GimbalYawDegree`; a field of a structure `drone-skydio:CameraOrientationNED/Yaw` (the prefix is
   * left out where it is the parent's); an item of a list `dc:creator[1]`.
   */
  readonly name: string;
  readonly value: string;
  readonly byteOffset: number;
  readonly lengthBytes: number;
}
