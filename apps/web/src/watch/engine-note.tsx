/** What is missing without the column engine, and how far it is with loading. */
import { useQuery } from "@tanstack/react-query";
import { flowEngineQuery } from "../api/queries.ts";
import { count } from "../words/count.ts";
import styles from "./watch.module.css";

/** Nothing when there is nothing to say. */
export function EngineNote() {
  const { data } = useQuery(flowEngineQuery);
  if (data === undefined) return null;
  const loading = data.state === "starting" || (data.state === "ready" && data.loaded < data.captures);
  if (data.sentence === null && !loading) return null;
  return (
    <p className={styles["note"]} role="status">
      {data.sentence !== null && <span className={data.state === "absent" || data.state === "failed" ? "warn" : ""}>{data.sentence} </span>}
      {loading && `${data.loaded} of ${count(data.captures, "capture")} loaded so far.`}
    </p>
  );
}
