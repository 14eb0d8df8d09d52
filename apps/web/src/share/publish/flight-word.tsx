/** A person's word on one flight: on the page, with a purpose, or off it. */
import type { PublicFlightRow } from "@creance/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { flightQuery } from "../../api/queries.ts";
import { FactList } from "../../flight/fact-list.tsx";
import { useWords } from "../../settings/use-words.ts";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import detail from "../../watch/conversation-detail.module.css";
import styles from "./publish.module.css";
import { standingWords } from "./standing-words.ts";

/** The flight that is open. `row`: where it is among those that are loaded. */
export function FlightWord(props: {
  readonly flightId: string;
  readonly row: PublicFlightRow | undefined;
  readonly purposes: readonly { readonly word: string; readonly title: string }[];
  readonly onClose: () => void;
  readonly onChanged: () => void;
}) {
  const { flightId, row } = props;
  const words = useWords();
  const queries = useQueryClient();
  const flight = useQuery(flightQuery(flightId));
  const standing = props.purposes.find(({ title }) => title === row?.purposeWords)?.word ?? "";
  const [chosen, setChosen] = useState<string | null>(null);
  const purpose = chosen ?? standing;
  const [by, setBy] = useState(rememberedName);
  const saying = useMutation({
    mutationFn: (state: PublicFlightState) =>
      api.publish.setFlight({ flightId, state, purpose: state === "published" && purpose !== "" ? purpose : null, by: by.trim() }),
    onSuccess: () => {
      rememberName(by.trim());
      for (const queryKey of [["publish"], ["ledger"]]) void queries.invalidateQueries({ queryKey });
      props.onChanged();
    },
  });
  const summary = flight.data?.summary;
  const isOn = row?.standing === "shown" || row?.standing === "waiting";
  const isReady = !saying.isPending && by.trim() !== "";
  return (
    <aside className={detail["detail"]} aria-label="The flight that is open">
      <div className={detail["head"]}>
        <h3>{summary?.name ?? `Flight ${flightId.slice(0, 8)}`}</h3>
        <button type="button" onClick={props.onClose} data-print="no">
          Close
        </button>
      </div>
      {flight.isError && <Problem error={flight.error} />}
      {summary !== undefined && (
        <FactList
          facts={[
            ["When", words.instant(summary.startUs, summary.timeZone)],
            ["Place", summary.place ?? "unknown"],
            ["Aircraft", summary.aircraftName ?? summary.productName ?? "unknown"],
            ...(row === undefined
              ? []
              : [["Stands", `${standingWords[row.standing]}${row.waitsFor === null ? "" : `: ${row.waitsFor}`}`] as const]),
            ...(row?.purposeWords == null ? [] : [["Purpose on the page", row.purposeWords] as const]),
          ]}
        />
      )}
      <p>
        <Link to="/flights/$id" params={{ id: flightId }}>
          Look at the flight
        </Link>{" "}
        <span className="soft">
          before you put it on. Of all this, the page shows the day, the minutes rounded to five, the purpose and a coarse path.
        </span>
      </p>
      <div className={styles["word"]}>
        <label>
          Purpose, as the page names it
          <select value={purpose} onChange={(event) => setChosen(event.target.value)}>
            <option value="">not said</option>
            {props.purposes.map(({ word, title }) => (
              <option key={word} value={word}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <NameField value={by} onChange={setBy} />
      </div>
      {saying.isError && <Problem error={saying.error} />}
      <div className={styles["buttons"]}>
        <button
          type="button"
          data-look="main"
          disabled={!isReady || (isOn && purpose === standing)}
          onClick={() => saying.mutate("published")}
        >
          {isOn ? "Change its purpose" : "Put it on the page"}
        </button>
        {isOn && (
          <button type="button" disabled={!isReady} onClick={() => saying.mutate("withdrawn")}>
            Take it off
          </button>
        )}
      </div>
      <p className="soft" role="status">
        {saying.data?.sentence ?? ""}
      </p>
    </aside>
  );
}

type PublicFlightState = Parameters<typeof api.publish.setFlight>[0]["state"];
