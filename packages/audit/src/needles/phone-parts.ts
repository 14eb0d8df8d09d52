/** A phone number taken apart. */
import { oneDigitCountryCodes, twoDigitCountryCodes } from "./phone-country-codes.table.ts";

/** The parts. For a number without `+` the country is unknown: both are the digits as they are. */
export interface PhoneParts {
  /** With `+` where it is known. */
  readonly international: string;
  /** Without the country's code and without a leading zero. */
  readonly national: string;
  readonly countryCode: string;
}

/** Takes a normal form (`+` and digits, or digits) apart. */
export function phoneParts(value: string): PhoneParts {
  if (!value.startsWith("+")) return { international: value, national: value, countryCode: "" };
  const digits = value.slice(1);
  const length = oneDigitCountryCodes.has(digits.slice(0, 1)) ? 1 : twoDigitCountryCodes.has(digits.slice(0, 2)) ? 2 : 3;
  const countryCode = digits.slice(0, length);
  return { international: value, national: digits.slice(length), countryCode };
}
