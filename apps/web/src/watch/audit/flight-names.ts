/** Sentences of an audit call flights by their ids; the page calls them by their names. */
import type { Audit } from "@creance/api";
import { createContext, useContext } from "react";

/** A sentence with names in place of ids. */
export type NameFlights = (sentence: string) => string;

/** Makes the replacing for an audit. A flight without a name keeps its id. */
export function flightNames(flights: Audit["flights"]): NameFlights {
  const named = flights.flatMap(({ id, name }) => (name === null ? [] : [{ id, name }]));
  return (sentence) =>
    named.reduce(
      (text, { id, name }) =>
        text
          .replaceAll(new RegExp(`${id}\\.files\\[\\d+\\]`, "g"), () => `the record of ${name}`)
          .replaceAll(new RegExp(`${id}(?!\\.\\w)`, "g"), () => name),
      sentence,
    );
}

/** The replacing of the audit that is shown. */
export const FlightNames = createContext<NameFlights>((sentence) => sentence);

/** The replacing of the audit that is shown. */
export function useFlightNames(): NameFlights {
  return useContext(FlightNames);
}
