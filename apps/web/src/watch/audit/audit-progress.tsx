/** An audit that runs: how far, how fast, how long still, and a way to stop it. */
import type { Audit } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { auditQuery } from "../../api/queries.ts";
import { Problem } from "../../shell/problem.tsx";
import { count, longDuration } from "../../words/count.ts";
import styles from "./audit.module.css";

/** The bar and the words. */
export function AuditProgress({ audit }: { readonly audit: Audit }) {
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => api.audits.stop({ id: audit.id }),
    onSuccess: (stopped) => queries.setQueryData(auditQuery(audit.id).queryKey, stopped),
  });
  const share = audit.bytesTotal === 0 ? 0 : Math.min(1, audit.bytesDone / audit.bytesTotal);
  return (
    <section className={styles["progress"]} aria-label="Progress">
      <p>
        Reading {count(audit.captures.length, "capture")} and searching what {audit.captures.length === 1 ? "it" : "they"} carried for{" "}
        {audit.flights.length === 0 ? "what was given" : count(audit.flights.length, "flight")}.
      </p>
      <progress value={share} max={1} aria-label="Share of the captures that was read" />
      <p className="soft">
        {formatBytes(audit.bytesDone)} of {formatBytes(audit.bytesTotal)}
        {audit.rateBytesPerS !== null && `, ${formatBytes(audit.rateBytesPerS)} a second`}
        {audit.leftS !== null && audit.leftS > 0 && `, about ${longDuration(audit.leftS * 1e6)} left`}. It goes on when this page is closed.
      </p>
      <button type="button" disabled={stop.isPending} onClick={() => stop.mutate()}>
        Stop
      </button>
      {stop.isError && <Problem error={stop.error} />}
    </section>
  );
}
