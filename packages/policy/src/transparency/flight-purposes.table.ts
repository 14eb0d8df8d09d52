/** For what a flight was flown, as the public page names it: a fixed list, so that no label tells of a person. */
export const flightPurposes = {
  "search-and-rescue": "Search and rescue",
  fire: "Fire and hazardous material",
  "crash-scene": "Scene of an accident",
  "crime-scene": "Scene of a crime",
  "warrant-service": "Under a warrant",
  "public-event": "Safety of a public event",
  "damage-assessment": "Damage after a disaster",
  inspection: "Inspection",
  mapping: "Mapping and survey",
  training: "Training",
  demonstration: "Demonstration",
  other: "Other",
} as const;

/** For what a flight was flown. */
export type FlightPurpose = keyof typeof flightPurposes;
