/** The filters of the wall; each stands in the address. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { flightQuery } from "../api/queries.ts";
import { flightTitle } from "../flights/list-columns.ts";
import styles from "./media-page.module.css";
import { isNarrowedMedia, type MediaSearch, mediaConfidences } from "./media-search.ts";
import { confidenceWords } from "./media-words.ts";

type Change = { readonly [Key in keyof MediaSearch]?: MediaSearch[Key] | undefined };

/** Kind, match, days, order, and the flight where there is one. */
export function MediaFilters({ view }: { readonly view: MediaSearch }) {
  const navigate = useNavigate({ from: "/media" });
  const change = (part: Change): void => {
    navigate({ search: (current) => ({ ...current, ...part }) as MediaSearch, replace: true, resetScroll: false }).catch(() => undefined);
  };
  return (
    <form className={styles["filters"]} aria-label="Filters" onSubmit={(event) => event.preventDefault()} data-print="no">
      {view.flight !== undefined && <FlightChip id={view.flight} onRemove={() => change({ flight: undefined })} />}
      <label>
        Kind
        <select
          value={view.kind ?? ""}
          onChange={(event) => change({ kind: (event.target.value || undefined) as MediaSearch["kind"] | undefined })}
        >
          <option value="">any</option>
          <option value="photo">pictures</option>
          <option value="clip">clips</option>
          <option value="subtitle">subtitle files</option>
        </select>
      </label>
      <label>
        Flight
        <select
          value={view.confidence ?? ""}
          onChange={(event) => change({ confidence: (event.target.value || undefined) as MediaSearch["confidence"] | undefined })}
        >
          <option value="">any</option>
          {mediaConfidences.map((each) => (
            <option key={each} value={each}>
              {confidenceWords[each]}
            </option>
          ))}
        </select>
      </label>
      <label>
        From
        <input type="date" value={view.from ?? ""} onChange={(event) => change({ from: event.target.value || undefined })} />
      </label>
      <label>
        to
        <input type="date" value={view.to ?? ""} onChange={(event) => change({ to: event.target.value || undefined })} />
      </label>
      <label>
        Order
        <select
          value={`${view.sort ?? "timeUs"} ${view.direction ?? "desc"}`}
          onChange={(event) => {
            const [sort, direction] = event.target.value.split(" ") as [NonNullable<MediaSearch["sort"]>, "asc" | "desc"];
            change({ sort: sort === "timeUs" ? undefined : sort, direction: direction === "desc" ? undefined : direction });
          }}
        >
          <option value="timeUs desc">newest first</option>
          <option value="timeUs asc">oldest first</option>
          <option value="fileName asc">by name</option>
          <option value="sizeBytes desc">largest first</option>
        </select>
      </label>
      {isNarrowedMedia(view) && (
        <button type="button" data-look="text" onClick={() => navigate({ search: {} }).catch(() => undefined)}>
          Show all
        </button>
      )}
    </form>
  );
}

function FlightChip({ id, onRemove }: { readonly id: string; readonly onRemove: () => void }) {
  const { data } = useQuery(flightQuery(id));
  const name = data === undefined ? id : flightTitle(data.summary);
  return (
    <span className={styles["chip"]}>
      <span>of {name}</span>
      <button type="button" aria-label={`Pictures of all flights, not only of ${name}`} onClick={onRemove}>
        ×
      </button>
    </span>
  );
}
