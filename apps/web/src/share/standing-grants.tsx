/** What standing grants would let go now: shown first, made ready one by one, sent after a yes like any share. */
import type { StandingShareRow } from "@creance/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client.ts";
import { Section } from "../flight/section.tsx";
import { NameField } from "../shell/name-field.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName, rememberName } from "../shell/remembered-name.ts";
import { count } from "../words/count.ts";
import styles from "./share.module.css";
import { standingQuery } from "./share-queries.ts";

/** The section. Nothing is looked up before somebody asks. */
export function StandingGrants() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const [by, setBy] = useState(rememberedName);
  const standing = useQuery({ ...standingQuery, enabled: isAsked });
  const preparing = useMutation({
    mutationFn: (grantId: string) => api.share.prepareStanding({ grantId, by: by.trim() }),
    onSuccess: ({ jobId }) => {
      rememberName(by.trim());
      void queries.invalidateQueries({ queryKey: ["share", "overview"] });
      void navigate({ to: "/share/new", search: { job: jobId } as never });
    },
  });
  return (
    <Section id="standing" title="Standing grants">
      <p>
        A standing grant lets every new flight, picture or clip of its kind go to its place. Nothing goes by itself: a person sends it here,
        or a timer that you set up (<code>creance share sync run --due</code>).
      </p>
      {!isAsked && (
        <p className={styles["more"]}>
          <button type="button" onClick={() => setAsked(true)}>
            Show what they would let go now
          </button>
        </p>
      )}
      {standing.isError && <Problem error={standing.error} onRetry={() => void standing.refetch()} />}
      {isAsked && standing.isPending && <p role="status">Looking</p>}
      {standing.data?.length === 0 && (
        <p>
          No standing grant holds now: nothing leaves by itself. One is made under <Link to="/share/grants">Policy and grants</Link>.
        </p>
      )}
      {preparing.isError && <Problem error={preparing.error} />}
      {standing.data !== undefined && standing.data.length > 0 && (
        <>
          <div className={styles["fields"]}>
            <NameField value={by} onChange={setBy} />
          </div>
          <ul className={styles["plain"]}>
            {standing.data.map((row) => (
              <li key={row.grantId}>
                <Standing row={row} />
                {row.things > 0 && row.destination !== null && (
                  <button type="button" disabled={preparing.isPending || by.trim() === ""} onClick={() => preparing.mutate(row.grantId)}>
                    Make these files and show them<span className="offscreen"> for {row.to}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Standing({ row }: { readonly row: StandingShareRow }) {
  const { grantId, scope, to, destination, things, words, names, isDue, leftOut, leftOutMore } = row;
  return (
    <>
      <b>{to}</b> <span className="soft">({grantId.slice(0, 8)})</span>: {scope}, to{" "}
      {destination ?? "a place that is not on the list any more"}.{" "}
      {things === 0 ? "Nothing new." : `${words} would go now${isDue ? "" : ", though it is not due yet"}.`}
      {names.length > 0 && (
        <details>
          <summary>Which</summary>
          <ul>
            {names.map((name, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name
              <li key={index}>{name}</li>
            ))}
            {things > names.length && <li>and {count(things - names.length, "more", "more")}</li>}
          </ul>
        </details>
      )}
      {leftOut.length > 0 && (
        <details>
          <summary>{count(leftOut.length + leftOutMore, "thing is", "things are")} left out</summary>
          <ul>
            {leftOut.map(({ name, sentence }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name
              <li key={index}>
                {name}: {sentence}
              </li>
            ))}
            {leftOutMore > 0 && <li>and {count(leftOutMore, "more", "more")}</li>}
          </ul>
        </details>
      )}{" "}
    </>
  );
}
