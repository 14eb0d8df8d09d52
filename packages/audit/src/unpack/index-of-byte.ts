/** Looks for a byte in a run of a buffer: the buffer may be much longer than the run. */

/** Place of the first `byte` in [start, end), -1 for none. */
export function indexOfByte(bytes: Uint8Array, byte: number, start: number, end: number): number {
  const found = (end === bytes.byteLength ? bytes : bytes.subarray(0, end)).indexOf(byte, start);
  return found < end ? found : -1;
}
