/** Which key opens which record type in versions 13 and 14 (docs/formats/dji-flight-record.md, section 4). */

/** Names of the feature points, by number. */
export const djiFeatureNames: Readonly<Record<number, string>> = {
  1: "Base",
  2: "Vision",
  3: "Waypoint",
  4: "Agriculture",
  5: "AirLink",
  6: "AfterSales",
  7: "DJIFlyCustom",
  8: "Plaintext",
  9: "FlightHub",
  10: "Gimbal",
  11: "RC",
  12: "Camera",
  13: "Battery",
  14: "FlySafe",
  15: "Security",
};

/** Record types of each feature in version 13. A type that is in no list is not encrypted. */
const typesOfFeatureV13: Readonly<Record<number, readonly number[]>> = {
  1: [1, 2, 3, 4, 6, 7, 8, 11, 13, 14, 15, 25, 29, 33, 40, 58, 59, 63],
  2: [17, 18],
  3: [31, 32, 34, 35, 36, 38, 39],
  4: [21, 41, 43, 44, 45, 46, 47, 48],
  5: [49],
  6: [12, 16, 19, 22, 26, 27, 28, 51, 52, 53],
  7: [5, 9, 10, 20, 24, 30, 54],
  11: [62],
  15: [55],
};

/** Record types of each feature in version 14. */
const typesOfFeatureV14: Readonly<Record<number, readonly number[]>> = {
  1: [1, 2, 6, 13, 14, 15, 40, 58, 59, 63],
  2: [17, 18],
  3: [31, 32, 34, 35, 36, 38, 39],
  4: [21, 41, 43, 44, 45, 46, 47, 48],
  5: [49],
  6: [12, 16, 19, 26, 27],
  7: [5, 9, 10, 20, 24, 30, 54],
  9: [53],
  10: [3],
  11: [4, 11, 29, 33, 62],
  12: [25],
  13: [7, 8, 22],
  14: [28, 51, 52],
  15: [55],
};

/** Feature of each record type, 0 = not encrypted; index is the type. */
export const djiFeatureOfTypeV13: Uint8Array<ArrayBuffer> = invert(typesOfFeatureV13);
/** Feature of each record type in version 14, 0 = not encrypted; index is the type. */
export const djiFeatureOfTypeV14: Uint8Array<ArrayBuffer> = invert(typesOfFeatureV14);

/** Feature point whose key opens a record type, or 0 where records of that type are not encrypted (always below version 13). */
export function djiFeatureOfType(version: number, type: number): number {
  if (version < 13) return 0;
  return (version === 13 ? djiFeatureOfTypeV13 : djiFeatureOfTypeV14)[type] ?? 0;
}

/** Name of a feature point in keychain requests and replies: `FR_Standardization_Feature_Base_1`. */
export function djiFeatureWireName(feature: number): string {
  return `FR_Standardization_Feature_${djiFeatureNames[feature] ?? "Unknown"}_${feature}`;
}

function invert(typesOfFeature: Readonly<Record<number, readonly number[]>>): Uint8Array<ArrayBuffer> {
  const features = new Uint8Array(256);
  for (const [feature, types] of Object.entries(typesOfFeature)) {
    for (const type of types) features[type] = Number(feature);
  }
  return features;
}
