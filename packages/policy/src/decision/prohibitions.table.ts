/** What is forbidden, whatever else holds: a prohibition beats every permit. */

/** A prohibition. */
interface Prohibition {
  /** A whole Cedar policy. */
  readonly policy: string;
  readonly missing: string;
  readonly satisfiedBy: string;
}

const LEAVING = 'action in [Action::"share", Action::"disclose", Action::"publish"]';

/** Every prohibition by its code. */
export const prohibitionTable = {
  "region-contradicted": {
    policy: `forbid(principal, ${LEAVING}, resource) when { context.destination.grade == "contradicted" };`,
    missing: "The region check contradicts where the destination is said to lie.",
    satisfiedBy: "A destination whose region is what it says.",
  },
  "leak-found": {
    policy: `forbid(principal, ${LEAVING}, resource) when { resource.leakCheck == "failed" };`,
    missing: "The leak check found what was to be taken out.",
    satisfiedBy: "A redaction that takes it out, and a leak check that finds nothing.",
  },
  "never-public": {
    policy:
      'forbid(principal, action == Action::"publish", resource) when { resource.classes.containsAny(["homePoint", "pilotPosition", "serials", "phoneIdentifiers", "account", "faces", "networkCapture"]) };',
    missing:
      "Home points, pilots' positions, serial numbers, phone identifiers, accounts, faces and network captures are never published, whatever the manifest says.",
    satisfiedBy: "Taking them out.",
  },
  "own-approval": {
    policy: 'forbid(principal, action == Action::"publish", resource) when { context.approvedBy == context.askedBy };',
    missing: "The second person is the first one.",
    satisfiedBy: "The word of somebody else.",
  },
  "legal-hold": {
    policy: 'forbid(principal, action == Action::"delete", resource) when { resource.isHeld };',
    missing: "A legal hold stands on it.",
    satisfiedBy: "The release of the hold, by a second person.",
  },
} as const satisfies Readonly<Record<string, Prohibition>>;
