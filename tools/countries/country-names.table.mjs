// Names that the boundary package writes out in full, as people say them; every other name is taken as it is.
export const shortNames = {
  BS: "Bahamas",
  CD: "DR Congo",
  CG: "Congo",
  CN: "China",
  CY: "Cyprus",
  DK: "Denmark",
  FM: "Micronesia",
  GG: "Guernsey",
  GM: "Gambia",
  IE: "Ireland",
  JE: "Jersey",
  NL: "Netherlands",
  US: "United States",
  VI: "US Virgin Islands",
};

/** What address databases write that is no country with a place: a union, a region, a country that was dissolved. */
export const placeless = {
  AN: "Netherlands Antilles (until 2010)",
  AP: "Asia/Pacific region",
  EU: "European Union",
};
