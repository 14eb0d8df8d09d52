/** What was given out because of a request is entered; a share because of it begins here, too. */
import type { RequestDetail, RequestOverview } from "@creance/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { shareOverviewQuery } from "../../api/queries.ts";
import { useWords } from "../../settings/use-words.ts";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import watch from "../../watch/watch.module.css";
import { count } from "../../words/count.ts";
import { FlightPicker } from "./flight-picker.tsx";
import { namedItems } from "./named-items.ts";
import styles from "./requests.module.css";

type Way = Parameters<typeof api.requests.disclose>[0]["how"];
type What = "items" | "share";

/** The form. */
export function GiveForm(props: { readonly requestId: string; readonly ways: RequestOverview["ways"]; readonly onChanged: () => void }) {
  const [what, setWhat] = useState<What>("items");
  const [flights, setFlights] = useState<ReadonlyMap<string, string>>(new Map());
  const [text, setText] = useState("");
  const [shareId, setShareId] = useState("");
  const [how, setHow] = useState(props.ways.find(({ word }) => word === "medium")?.word ?? "");
  const [by, setBy] = useState(rememberedName);
  const { items, wrong } = namedItems(text);
  const giving = useMutation({
    mutationFn: (): Promise<RequestDetail> =>
      api.requests.disclose({
        requestId: props.requestId,
        items: what === "items" ? [...flights.keys(), ...items] : [],
        shareId: what === "share" ? shareId : null,
        how: what === "share" ? "share" : (how as Way),
        by: by.trim(),
      }),
    onSuccess: () => {
      rememberName(by.trim());
      setFlights(new Map());
      setText("");
      setShareId("");
      props.onChanged();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!giving.isPending) giving.mutate();
  };
  const isNothing = what === "items" ? flights.size + items.length === 0 || wrong.length > 0 : shareId === "";
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <p>
        Nothing is given out by this form. It enters what you give in another way, or what went with a share: one entry for each original.
      </p>
      <fieldset className={styles["what"]}>
        <legend className="offscreen">What was given</legend>
        <button type="button" aria-pressed={what === "items"} onClick={() => setWhat("items")}>
          Flights and originals
        </button>
        <button type="button" aria-pressed={what === "share"} onClick={() => setWhat("share")}>
          A whole share
        </button>
      </fieldset>
      {what === "items" ? (
        <>
          <FlightPicker chosen={flights} onChange={setFlights} />
          {flights.size > 0 && (
            <p>
              <Link className={watch["action"]} to="/share/new" search={{ flights: [...flights.keys()].join(",") } as never}>
                Share {count(flights.size, "flight")} first
              </Link>{" "}
              <span className="soft">encrypted, with what is to be taken out; then come back and enter the share.</span>
            </p>
          )}
          <div className={styles["fields"]}>
            <label className={styles["wide"]}>
              Other originals, by SHA-256 (or at least 8 characters of it)
              <textarea rows={2} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
            </label>
            <label>
              How it was given
              <select value={how} onChange={(event) => setHow(event.target.value)}>
                {props.ways.map(({ word, title }) => (
                  <option key={word} value={word}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
            <NameField value={by} onChange={setBy} />
          </div>
          {wrong.length > 0 && <p className="bad">No SHA-256: {wrong.slice(0, 5).join(", ")}</p>}
        </>
      ) : (
        <div className={styles["fields"]}>
          <ShareChoice value={shareId} onChange={setShareId} />
          <NameField value={by} onChange={setBy} />
        </div>
      )}
      {giving.isError && <Problem error={giving.error} />}
      <div className={styles["buttons"]}>
        <button type="submit" data-look="main" disabled={giving.isPending || isNothing || by.trim() === ""}>
          Enter that it was given
        </button>
      </div>
    </form>
  );
}

function ShareChoice({ value, onChange }: { readonly value: string; readonly onChange: (shareId: string) => void }) {
  const words = useWords();
  const overview = useQuery(shareOverviewQuery);
  // Only what was whole once can have been read by somebody.
  const shares = (overview.data?.shares ?? []).filter(({ state }) => state !== "unfinished" && state !== "failed");
  if (overview.isError) return <Problem error={overview.error} />;
  return (
    <label className={styles["wide"]}>
      Which share
      <select required value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{shares.length === 0 ? "none is whole" : "choose"}</option>
        {shares.map(({ shareId, begunUs, recipients, items }) => (
          <option key={shareId} value={shareId}>
            {words.instant(begunUs, null)}, {count(items.length, "item")} for {recipients.join(", ") || "somebody (erased)"}
          </option>
        ))}
      </select>
    </label>
  );
}
