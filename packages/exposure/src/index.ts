/** `@creance/exposure`: what a file reveals about places and people. */
export type { ExposedFile, ExposedFlight, ExposedMedia, ExposedPlace, ExposedTrack, ExposedView } from "./exposed-item.ts";
export type {
  Certainty,
  ExposedHeader,
  ExposedKind,
  ExposedSite,
  ExposureDrawing,
  ExposureFindings,
  ExposureRow,
  UnknownItem,
} from "./exposure-report.ts";
export { viewGap } from "./exposure-sentences.ts";
export { fieldReveals } from "./field-reveals.ts";
export { logReveals } from "./log-reveals.ts";
export type { Exposure, ExposureOptions } from "./open-exposure.ts";
export { openExposure } from "./open-exposure.ts";
export type { Reveal } from "./reveal.ts";
export type { SiteKind } from "./site-kinds.table.ts";
export { siteKindNames } from "./site-kinds.table.ts";
export type { Site, SiteLayer } from "./site-layer.ts";
export { readSiteLayer } from "./site-layer.ts";
export { whatThisReveals } from "./what-this-reveals.ts";
