/** What is missing without the column engine, and how far it is with loading. */
import { useQuery } from "@tanstack/react-query";
import { flowEngineQuery } from "../api/queries.ts";
import { count } from "../words/count.ts";
import styles from "./watch.module.css";

/** Nothing when there is nothing to say; with `onlyLoading` nothing but how far the loading is. */
export function EngineNote({ onlyLoading = false }: { readonly onlyLoading?: boolean }) {
  const { data } = useQuery(flowEngineQuery);
  if (data === undefined) return null;
  const loading = data.state === "starting" || (data.state === "ready" && data.loaded < data.captures);
  if (!loading && (data.sentence === null || onlyLoading)) return null;
  return (
    <p className={styles["note"]} role="status">
      {data.sentence !== null && !onlyLoading && (
        <span className={data.state === "absent" || data.state === "failed" ? "warn" : ""}>{data.sentence} </span>
      )}
      {loading && `${data.loaded} of ${count(data.captures, "capture")} loaded so far.`}
    </p>
  );
}
