/** How far off positions are, where nothing better is said: the numbers behind `probably` and `may`. */

/** One sigma of a satellite position (facts: 3 to 5 m). What is nearer than this to a site is probably over it. */
export const POSITION_SIGMA_M = 5;
/** The band around a position: two sigma. */
export const POSITION_BAND_M = 2 * POSITION_SIGMA_M;
/** One sigma in a weak stretch (few satellites, a jump): there nothing is more than `may`. */
const WEAK_SIGMA_M = 25;
/** The band there. */
export const WEAK_BAND_M = 2 * WEAK_SIGMA_M;
