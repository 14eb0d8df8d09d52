/** The filters of the list; each stands in the address. */
import type { FlightFacets } from "@creance/api";
import { useNavigate } from "@tanstack/react-router";
import styles from "./flight-filters.module.css";
import { type FlightsSearch, isNarrowed } from "./flights-search.ts";

type Change = { readonly [Key in keyof FlightsSearch]?: FlightsSearch[Key] | undefined };

/** Date, aircraft, app, place, country, length, warnings, sealed, damaged. */
export function FlightFilters({ view, facets }: { readonly view: FlightsSearch; readonly facets: FlightFacets | undefined }) {
  const navigate = useNavigate({ from: "/flights" });
  const change = (part: Change): void => {
    navigate({ search: (current) => ({ ...current, ...part }) as FlightsSearch, replace: true, resetScroll: false }).catch(() => undefined);
  };
  return (
    <form className={styles["filters"]} aria-label="Filters" onSubmit={(event) => event.preventDefault()} data-print="no">
      <label>
        From
        <input type="date" value={view.from ?? ""} onChange={(event) => change({ from: event.target.value || undefined })} />
      </label>
      <label>
        to
        <input type="date" value={view.to ?? ""} onChange={(event) => change({ to: event.target.value || undefined })} />
      </label>
      <Choice
        label="Aircraft"
        value={view.aircraft}
        options={(facets?.aircraft ?? []).flatMap((craft) =>
          craft.serial === null ? [] : [[craft.serial, `${craft.name ?? craft.productName ?? craft.serial} (${craft.flights})`] as const],
        )}
        onChange={(aircraft) => change({ aircraft })}
      />
      <Choice
        label="App"
        value={view.app}
        options={(facets?.apps ?? []).map((app) => [app.appName, `${app.appName} (${app.flights})`] as const)}
        onChange={(app) => change({ app })}
      />
      <Choice
        label="Place"
        value={view.place}
        options={(facets?.places ?? []).map((each) => [each.place, `${each.place} (${each.flights})`] as const)}
        onChange={(place) => change({ place })}
      />
      <Choice
        label="Country"
        value={view.country}
        options={(facets?.countries ?? []).map((each) => [each.country, `${each.country} (${each.flights})`] as const)}
        onChange={(country) => change({ country })}
      />
      <span className={styles["pair"]}>
        Minutes
        <MinutesInput label="at least" value={view.longer} onChange={(longer) => change({ longer })} />
        <span aria-hidden="true">to</span>
        <MinutesInput label="at most" value={view.shorter} onChange={(shorter) => change({ shorter })} />
      </span>
      <Choice
        label="State"
        value={view.sealed === "yes" ? "sealed" : view.damaged === "yes" ? "damaged" : view.sealed === "no" ? "open" : undefined}
        options={[
          ["open", "readable"],
          ["sealed", "sealed"],
          ["damaged", "damaged"],
        ]}
        onChange={(state) =>
          change({
            sealed: state === "sealed" ? "yes" : state === "open" ? "no" : undefined,
            damaged: state === "damaged" ? "yes" : undefined,
          })
        }
      />
      <label className={styles["check"]}>
        <input
          type="checkbox"
          checked={view.warnings === "yes"}
          onChange={(event) => change({ warnings: event.target.checked ? "yes" : undefined })}
        />
        with warnings
      </label>
      {isNarrowed(view) && (
        <button type="button" data-look="text" onClick={() => navigate({ search: {} }).catch(() => undefined)}>
          Show all
        </button>
      )}
    </form>
  );
}

function Choice(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [value: string, word: string])[];
  readonly onChange: (value: string | undefined) => void;
}) {
  const known = props.value === undefined || props.options.some(([value]) => value === props.value);
  return (
    <label>
      {props.label}
      <select value={props.value ?? ""} onChange={(event) => props.onChange(event.target.value || undefined)}>
        <option value="">any</option>
        {!known && <option value={props.value}>{props.value}</option>}
        {props.options.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

function MinutesInput(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  return (
    <input
      type="number"
      min={0}
      max={99999}
      step={1}
      aria-label={`Minutes, ${props.label}`}
      value={props.value ?? ""}
      onChange={(event) => props.onChange(event.target.value || undefined)}
    />
  );
}
