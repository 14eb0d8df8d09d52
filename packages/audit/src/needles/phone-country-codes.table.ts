/** Country calling codes of one and of two digits (ITU-T E.164, list of assigned codes); all others have three. */

/** Codes of one digit. */
export const oneDigitCountryCodes: ReadonlySet<string> = new Set(["1", "7"]);

/** Codes of two digits. */
export const twoDigitCountryCodes: ReadonlySet<string> = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);
