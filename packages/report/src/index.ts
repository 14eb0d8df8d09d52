/** `@creance/report`: the one SVG map, and the style of the base map. */

export { basemapColours } from "./basemap-colours.table.ts";
export type { BasemapStyle } from "./basemap-style.ts";
export { BASEMAP_ATTRIBUTION, BASEMAP_MAX_ZOOM, basemapStyle } from "./basemap-style.ts";
export type { DotCluster } from "./cluster-dots.ts";
export { clusterDots } from "./cluster-dots.ts";
export type { CountryMapOptions } from "./country-map.ts";
export { COUNTRY_MAP_ATTRIBUTION, countryMap } from "./country-map.ts";
export type { CountryMark } from "./country-marks.ts";
export { countryMarks, worldProjection } from "./country-marks.ts";
export type { CountryCounts, CountryDatabase, CountryDispute, CountryGroup, CountryOpinions, NamedCountry } from "./country-opinions.ts";
export { bytesOutOf, countryName, countryOpinions } from "./country-opinions.ts";
export { agreementWord, countryLimits, countryMapWords, countrySummary, countryWords } from "./country-words.ts";
export type { MapColour } from "./map-colours.table.ts";
export { mapColours } from "./map-colours.table.ts";
export type {
  MapArea,
  MapDot,
  MapMarker,
  MapMarkerKind,
  MapModel,
  MapNumbers,
  MapOutline,
  MapPosition,
  MapTheme,
  MapTrack,
  MapValue,
} from "./map-model.ts";
export { mapStyleSheet } from "./map-paint.ts";
export type { MapPoint, MapPoints, MapProjection } from "./map-projection.ts";
export { fitMap, projectPoint, projectTrack, unprojectPoint } from "./map-projection.ts";
export type { OwnMap, OwnMapStyle } from "./own-map-style.ts";
export { OWN_MAP_SOURCE, ownMapStyle, plainAttribution } from "./own-map-style.ts";
export { auditReportPage } from "./page/audit-report-page.ts";
export type { EvidenceEvent, EvidenceItem, EvidencePageInput } from "./page/evidence-report-page.ts";
export { evidenceReportPage } from "./page/evidence-report-page.ts";
export { type ExposureReportAbout, exposureReportPage } from "./page/exposure-report-page.ts";
export { pageToHtml } from "./page/page-to-html.ts";
export type * from "./page/report-page.ts";
export type { TransparencyPageInput } from "./page/transparency-page.ts";
export { transparencyPage } from "./page/transparency-page.ts";
export { verdictClass } from "./page/verdict-class.ts";
export { DEFAULT_ATTRIBUTION, svgMap } from "./svg-map.ts";
export { valueRamps } from "./value-ramp.table.ts";
export { OUTLINE_ATTRIBUTION, worldOutlines } from "./world-outline.ts";
