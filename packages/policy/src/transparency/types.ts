/** The public page: what an operator decides about it, which flights may stand on it, and what it says. */
import type { EpochUs } from "@creance/core";
import type { RequestCount } from "../requests/types.ts";

/** What the operator decided about the page. */
export interface TransparencySettings {
  readonly version: 1;
  readonly title: string;
  readonly organisation: string;
  readonly description: string;
  /** Where the operator's drone policy stands; `null`: nowhere public. */
  readonly policyUrl: string | null;
  /** A flight is shown so many hours after it ended, not before. */
  readonly delayHours: number;
  /** Positions become the middles of cells so wide, metres. */
  readonly gridM: number;
  /** Everything so near to take-off, landing and home is cut out, metres. */
  readonly homeCircleM: number;
  /** Whether paths are shown at all. */
  readonly paths: boolean;
}

/** How a flight stands on the page. */
export type FlightPublicState = "review" | "published" | "withdrawn";

/** Entries of the ledger that this follows from, as the ledger writes them. */
export interface FlightPublicEntry {
  readonly kind: "flightPublic";
  readonly sequence: number;
  readonly timeUs: EpochUs;
  readonly flightId: string;
  readonly state: FlightPublicState;
  readonly purpose: string | null;
}

/** What is known of a flight that decides whether it may be shown. */
export interface PublicFlightFacts {
  readonly id: string;
  readonly endUs: EpochUs | null;
  /** A legal hold stands on one of its originals. */
  readonly isHeld: boolean;
}

/** A flight and why it stands where it stands. */
export interface FlightOnPage {
  readonly id: string;
  readonly state: FlightPublicState;
  /** True when it is shown now. */
  readonly isShown: boolean;
  readonly purpose: string | null;
  /** Why a published flight is not shown; `null` otherwise. */
  readonly waitsFor: "delay" | "hold" | "end-unknown" | null;
}

/** A flight as the page shows it. */
export interface PublicFlight {
  /** Day, UTC. */
  readonly day: string;
  /** Rounded to five minutes; `null`: not known. */
  readonly durationMin: number | null;
  readonly purpose: string | null;
  /** Middles of cells, [longitude, latitude], in the order flown; `null`: not shown. */
  readonly path: readonly (readonly [number, number])[] | null;
}

/** The page as data: what stands in `transparency.json`. */
export interface TransparencyDocument {
  readonly version: 1;
  readonly title: string;
  readonly organisation: string;
  readonly description: string;
  readonly policyUrl: string | null;
  /** Day on which it was made, UTC. */
  readonly madeOn: string;
  readonly delayHours: number;
  readonly gridM: number;
  readonly homeCircleM: number;
  readonly totals: {
    /** Every flight that is kept, shown or not. */
    readonly flights: number;
    readonly shown: number;
    readonly inReview: number;
    /** Published, and not shown yet or not while a legal hold stands. */
    readonly waiting: number;
    /** Flights that were shown once and taken off. */
    readonly withdrawn: number;
  };
  readonly requests: readonly RequestCount[];
  readonly flights: readonly PublicFlight[];
}
