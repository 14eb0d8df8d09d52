/** What one reveal is. The same shape as the API's `Reveal` without what only the vault can count. */

/** One thing that a file tells anyone who has it. */
export interface Reveal {
  /** Stable kind: `aircraftSerial`, `cameraSerial`, `rcSerial`, `batterySerial`, `droneName`, `accountFragment`, `uploadFlag`, `uuid`, `placeName`, `headerPosition`, `picturePosition`, `homePosition`, `pilotPosition`, `flightPath`, `picture`, `startTime`, `activationTime`, `app`, `firmware`, `appText`. */
  readonly kind: string;
  /** What it is, for a person. */
  readonly label: string;
  /** The value as text; positions as `latitude, longitude` in degrees. */
  readonly value: string;
  /** Offset of the value's first byte in the original. */
  readonly byteOffset: number;
  readonly lengthBytes: number;
  /** The bytes there are XOR-scrambled (anyone can undo that). */
  readonly scrambled: boolean;
  /** What it means to whoever has the file. */
  readonly sentence: string;
}

/** `45.123456, -120.123456`: six digits are a decimetre. */
export function positionText(latDeg: number, lonDeg: number): string {
  return `${latDeg.toFixed(6)}, ${lonDeg.toFixed(6)}`;
}

/** Length of a text in the file. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** True for a text that can have been written on purpose: no control or replacement characters, and not only zeros. */
export function isReadable(text: string): boolean {
  const clean = text.trim();
  if (clean === "" || /^0+$/.test(clean)) return false;
  for (const char of clean) if (char < " " || char === "\u007f" || char === "\ufffd") return false;
  return true;
}
