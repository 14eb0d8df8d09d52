/** The Cedar schema of what the engine is asked. Every attribute is always there: what is not known has a value that no condition is met by. */
export const cedarSchema = `
entity User;
entity Recipient { kind: String, keys: Set<String> };
entity Destination {
  id: String,
  isNamed: Bool,
  places: Set<String>,
  isCountryKnown: Bool,
  isCountryAgreed: Bool,
  grade: String,
  checkedUs: Long,
};
entity Item {
  classes: Set<String>,
  redacted: Set<String>,
  leakCheck: String,
  kind: String,
  aircraft: Set<String>,
  isNamedByGrant: Bool,
  isHeld: Bool,
};
type Flow = {
  isGiven: Bool,
  data: Set<String>,
  to: Set<String>,
  regions: Set<String>,
  purposes: Set<String>,
  redact: Set<String>,
  isReadable: Bool,
};
type Grant = {
  isGiven: Bool,
  isRevoked: Bool,
  fromUs: Long,
  untilUs: Long,
  data: Set<String>,
  recipientKind: String,
  keys: Set<String>,
  purposes: Set<String>,
  destinations: Set<String>,
  regions: Set<String>,
  redact: Set<String>,
  isStanding: Bool,
  kinds: Set<String>,
  aircraft: Set<String>,
};
type Asked = {
  nowUs: Long,
  effectiveUs: Long,
  purpose: String,
  recipient: Recipient,
  destination: Destination,
  flow: Flow,
  grant: Grant,
  request: String,
  askedBy: String,
  approvedBy: String,
};
action share, disclose, publish appliesTo { principal: User, resource: Item, context: Asked };
action view, export, delete appliesTo { principal: User, resource: Item, context: Asked };
`;
