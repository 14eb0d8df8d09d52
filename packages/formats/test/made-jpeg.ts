/** A JPEG by structure: tables, one scan with stuffed zeros and restarts. Its pixels mean nothing. */
export function madeJpeg(widthPx: number, heightPx: number, scanBytes = 600): Uint8Array {
  const segment = (marker: number, payload: readonly number[]): number[] => [
    0xff,
    marker,
    (payload.length + 2) >> 8,
    (payload.length + 2) & 255,
    ...payload,
  ];
  const scan: number[] = [];
  for (let index = 0; index < scanBytes; index += 1) {
    const byte = (index * 37 + widthPx) & 255;
    scan.push(...(byte === 0xff ? [0xff, 0x00] : [byte]));
    if (index % 200 === 199) scan.push(0xff, 0xd0 + (Math.floor(index / 200) % 8));
  }
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
    ...segment(0xc0, [8, heightPx >> 8, heightPx & 255, widthPx >> 8, widthPx & 255, 1, 1, 0x11, 0]),
    ...segment(0xc4, [0, 1, ...Array.from({ length: 15 }, () => 0), 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...scan,
    0xff,
    0xd9,
  ]);
}
