/** What an endpoint is for, and how a report treats it. */

/** One role. */
interface EndpointRoleRow {
  /** What a person reads. */
  readonly label: string;
  /** What a report does with traffic to such an endpoint. */
  readonly treatment: string;
  /**
   * What of its owner's the operation gives away there by design: `content` (records, media, text), `identity` (account, serials),
   * `place` (where one looks or is), `usage` (events, crashes, device data), `visit` (address, time and nothing else known).
   */
  readonly gives: "content" | "identity" | "place" | "usage" | "visit";
  /** True when a report always names the host, however little was sent. */
  readonly alwaysNamed: boolean;
}

/** Roles by their word in the catalogue. */
export const endpointRoles = {
  account: { label: "Account", treatment: "Expect account data; ask for the basis of consent.", gives: "identity", alwaysNamed: false },
  activation: {
    label: "Activation",
    treatment: "Expect serials and account; ask for the basis of consent.",
    gives: "identity",
    alwaysNamed: false,
  },
  agri: {
    label: "Farm cloud",
    treatment: "Compare size and time with our own files; needs consent.",
    gives: "content",
    alwaysNamed: false,
  },
  alias: { label: "Rebranded twin", treatment: "Always named; same roles as the host it mirrors.", gives: "visit", alwaysNamed: true },
  analytics: {
    label: "Usage statistics",
    treatment: "Look for identifiers; say whether it can be switched off.",
    gives: "usage",
    alwaysNamed: false,
  },
  cdn: { label: "File delivery", treatment: "Low, but carries address and time.", gives: "visit", alwaysNamed: false },
  config: { label: "Configuration", treatment: "Low, but carries address and time.", gives: "visit", alwaysNamed: false },
  crash: {
    label: "Crash reports",
    treatment: "Look for identifiers; say whether it can be switched off.",
    gives: "usage",
    alwaysNamed: false,
  },
  feedback: { label: "User feedback", treatment: "Needs a user's action in the window.", gives: "content", alwaysNamed: false },
  "fleet-cloud": {
    label: "Fleet cloud",
    treatment: "Compare size and time with our own files; needs consent.",
    gives: "content",
    alwaysNamed: false,
  },
  "flight-data": {
    label: "Flight records",
    treatment: "Compare size and time with our own files; needs consent.",
    gives: "content",
    alwaysNamed: false,
  },
  home: { label: "Home devices", treatment: "Always named; not a drone service.", gives: "identity", alwaysNamed: true },
  "location-query": {
    label: "Zone or elevation query",
    treatment: "Turn the query back into a box and compare it with the track.",
    gives: "place",
    alwaysNamed: false,
  },
  "media-share": { label: "Media sharing", treatment: "Needs a user's action in the window.", gives: "content", alwaysNamed: false },
  "region-check": { label: "Region check", treatment: "Always named.", gives: "place", alwaysNamed: true },
  sdk: {
    label: "SDK and record keys",
    treatment: "Expect keys and serials; ask for the basis of consent.",
    gives: "identity",
    alwaysNamed: false,
  },
  "self-update": {
    label: "Update outside the store",
    treatment: "A finding of its own; hash what was downloaded.",
    gives: "visit",
    alwaysNamed: true,
  },
  serial: { label: "Serial check", treatment: "Expect serials; ask for the basis of consent.", gives: "identity", alwaysNamed: false },
  staging: { label: "Staging twin", treatment: "A finding when seen in normal use.", gives: "visit", alwaysNamed: true },
  "third-party-airspace": { label: "Third party: airspace", treatment: "The area looked at goes out.", gives: "place", alwaysNamed: false },
  "third-party-analytics": {
    label: "Third party: usage statistics",
    treatment: "Look for identifiers; say whether it can be switched off.",
    gives: "usage",
    alwaysNamed: false,
  },
  "third-party-crash": {
    label: "Third party: crash reports",
    treatment: "Look for identifiers; say whether it can be switched off.",
    gives: "usage",
    alwaysNamed: false,
  },
  "third-party-maps": { label: "Third party: maps", treatment: "The area looked at goes out.", gives: "place", alwaysNamed: false },
  "third-party-push": {
    label: "Third party: push messages",
    treatment: "Look for identifiers; say whether it can be switched off.",
    gives: "usage",
    alwaysNamed: false,
  },
  "third-party-social": {
    label: "Third party: sharing",
    treatment: "Content the user shares; needs a user's action in the window.",
    gives: "content",
    alwaysNamed: false,
  },
  unknown: { label: "Purpose unknown", treatment: "Always named; no purpose is guessed.", gives: "visit", alwaysNamed: true },
  update: { label: "Updates", treatment: "Hash what was downloaded.", gives: "visit", alwaysNamed: false },
  upload: { label: "Uploads", treatment: "Needs a user's action in the window.", gives: "content", alwaysNamed: false },
  web: { label: "Web pages", treatment: "Low, but carries address and time.", gives: "visit", alwaysNamed: false },
} as const satisfies Readonly<Record<string, EndpointRoleRow>>;

/** Role word of an endpoint. */
export type EndpointRole = keyof typeof endpointRoles;
