/** DJI tables of exposures. */
export type { Mrk, MrkExposure } from "./mrk.ts";
export { mrkErrors, mrkFormat, readMrk, writeMrk } from "./mrk.ts";
