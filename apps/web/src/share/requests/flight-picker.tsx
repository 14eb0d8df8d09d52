/** Flights are chosen from the list by their name, place or aircraft. */
import type { FlightSummary } from "@creance/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useWords } from "../../settings/use-words.ts";
import { Problem } from "../../shell/problem.tsx";
import { count } from "../../words/count.ts";
import styles from "./requests.module.css";

/** Flights that are offered at once. */
const OFFERED = 12;

/** A search and boxes to tick; what was chosen stays when the search changes. */
export function FlightPicker(props: {
  readonly chosen: ReadonlyMap<string, string>;
  readonly onChange: (chosen: ReadonlyMap<string, string>) => void;
  /** What choosing a flight means. */
  readonly legend?: string;
}) {
  const { chosen, onChange, legend = "Flights, each with its record, pictures and clips" } = props;
  const words = useWords();
  const [search, setSearch] = useState("");
  const found = useQuery({
    queryKey: ["flights", "picked", search],
    queryFn: () => api.flights.list({ search, limit: OFFERED, sort: "startUs", direction: "desc" }),
    placeholderData: keepPreviousData,
  });
  const labelOf = ({ id, name, startUs, timeZone, place }: FlightSummary): string =>
    [name ?? `Flight ${id.slice(0, 8)}`, words.instant(startUs, timeZone), ...(place === null ? [] : [place])].join(", ");
  const toggle = (id: string, label: string | null): void => {
    const next = new Map(chosen);
    if (label === null) next.delete(id);
    else next.set(id, label);
    onChange(next);
  };
  const offered = (found.data?.rows ?? []).filter(({ id }) => !chosen.has(id));
  return (
    <fieldset className={styles["picker"]}>
      <legend>{legend}</legend>
      <label>
        Find{" "}
        <input
          type="search"
          placeholder="name, place, aircraft, note"
          maxLength={200}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </label>
      {found.isError && <Problem error={found.error} />}
      <ul>
        {[...chosen].map(([id, label]) => (
          <li key={id}>
            <label>
              <input type="checkbox" checked onChange={() => toggle(id, null)} />
              <b>{label}</b>
            </label>
          </li>
        ))}
        {offered.map((flight) => (
          <li key={flight.id}>
            <label>
              <input type="checkbox" checked={false} onChange={() => toggle(flight.id, labelOf(flight))} />
              {labelOf(flight)}
            </label>
          </li>
        ))}
      </ul>
      {found.data !== undefined && found.data.total > OFFERED && (
        <p className="soft">{count(found.data.total - OFFERED, "more flight")}: find it by its name or place.</p>
      )}
      {found.data !== undefined && found.data.total === 0 && <p className="soft">No flight matches.</p>}
    </fieldset>
  );
}
