/**
 * Rough boxes around countries (west, south, east, north in degrees), each larger than the country; islands far away have boxes of their own, and territories
 * with a code of their own are left out.
 * Only for lower bounds of distances. A country that is not here is never excluded by a round trip.
 */
export const countryBoxes = {
  AT: [[9, 46, 18, 50]],
  AU: [[112, -45, 160, -9]],
  BE: [[2, 49, 7, 52]],
  BR: [[-75, -34, -28, 6]],
  CA: [[-142, 41, -52, 84]],
  CH: [[5, 45, 11, 48]],
  CN: [[73, 17, 136, 54]],
  CZ: [[12, 48, 19, 52]],
  DE: [[5, 47, 16, 56]],
  DK: [[-8, 54, 16, 63]],
  FI: [[19, 59, 32, 71]],
  GB: [[-9, 49, 2, 61]],
  HK: [[113, 22, 115, 23]],
  IE: [[-11, 51, -5, 56]],
  IN: [[68, 6, 98, 36]],
  IT: [[6, 35, 19, 48]],
  JP: [[122, 20, 154, 46]],
  KR: [[124, 33, 132, 39]],
  MO: [[113, 21, 114, 23]],
  MX: [[-119, 14, -86, 33]],
  NO: [[-10, 57, 34, 81]],
  NZ: [[165, -53, 180, -29]],
  PL: [[14, 48, 25, 55]],
  SE: [[10, 55, 25, 70]],
  SG: [[103, 1, 105, 2]],
  TW: [[116, 20, 123, 27]],
  US: [
    [-125, 24, -66, 50],
    [-180, 51, -129, 72],
    [172, 51, 180, 54],
    [-179, 18, -154, 29],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [number, number, number, number])[]>>;
