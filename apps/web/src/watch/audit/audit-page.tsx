/** One audit: "Did anything leave that should not have?" */
import type { Audit } from "@creance/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { api } from "../../api/client.ts";
import { auditQuery } from "../../api/queries.ts";
import { useWords } from "../../settings/use-words.ts";
import { Problem } from "../../shell/problem.tsx";
import { count } from "../../words/count.ts";
import watchStyles from "../watch.module.css";
import styles from "./audit.module.css";
import { AuditAnswer } from "./audit-answer.tsx";
import { AuditCoverage } from "./audit-coverage.tsx";
import { AuditProgress } from "./audit-progress.tsx";
import { AuditRepeat, ConsentsAndPolicies } from "./audit-repeat.tsx";
import { type AuditView, partsOf } from "./audit-search.ts";
import { AuditServers } from "./audit-servers.tsx";
import { ClaimsTable } from "./claims-table.tsx";
import { Findings } from "./findings.tsx";
import { FlightNames, flightNames } from "./flight-names.ts";
import { useGivenTexts } from "./given-texts-store.ts";
import { useChangeAuditView } from "./use-change-audit-view.ts";

/** The page of the address' audit. */
export function AuditPage() {
  const { id } = useParams({ from: "/watch/audits/$id" });
  const view = useSearch({ from: "/watch/audits/$id" });
  const audit = useQuery(auditQuery(id));
  if (audit.isError) {
    return (
      <div className={watchStyles["page"]}>
        <Problem title="This audit cannot be shown" error={audit.error} onRetry={() => void audit.refetch()} />
        <StartAgain view={view} />
      </div>
    );
  }
  if (audit.data === undefined) return <p className={watchStyles["page"]}>Opening the audit</p>;
  return <OpenAudit key={id} audit={audit.data} view={view} />;
}

function OpenAudit({ audit, view }: { readonly audit: Audit; readonly view: AuditView }) {
  const change = useChangeAuditView();
  const names = useMemo(() => flightNames(audit.flights), [audit.flights]);
  const { answer } = audit;
  return (
    <article className={watchStyles["page"]}>
      <div className={watchStyles["top"]}>
        <h1>Did anything leave that should not have?</h1>
        <span className="soft">{madeOf(audit)}</span>
        <span className={styles["actions"]} data-print="no">
          {answer !== null && (
            <span>
              Report:{" "}
              {(["html", "pdf", "json"] as const).map((format, at) => (
                <span key={format}>
                  {at > 0 && " · "}
                  <a href={`/files/audits/${audit.id}.${format}`} download>
                    {format.toUpperCase()}
                  </a>
                </span>
              ))}
            </span>
          )}
          <Link to="/watch/audit" search={chosenOf(audit)}>
            Change and audit again
          </Link>
        </span>
      </div>
      {audit.captures.length > 0 && <Names audit={audit} />}
      {audit.state === "running" && <AuditProgress audit={audit} />}
      {audit.state === "stopped" && (
        <>
          <p className={watchStyles["answer"]}>Stopped. Nothing of it was kept, and nothing that is kept was changed.</p>
          <StartAgain view={{ ...chosenOf(audit) }} hadTexts={audit.given.length > 0} />
        </>
      )}
      {audit.state === "failed" && (
        <>
          <div role="alert" className={watchStyles["answer"]}>
            <p>The audit failed: {audit.error}</p>
            <p>Nothing that is kept was changed.</p>
          </div>
          <StartAgain view={{ ...chosenOf(audit) }} hadTexts={audit.given.length > 0} />
        </>
      )}
      {answer !== null && (
        <FlightNames value={names}>
          <AuditAnswer audit={audit} answer={answer} />
          <Findings audit={audit} answer={answer} view={view} change={change} />
          <ClaimsTable answer={answer} change={change} />
          <AuditCoverage audit={audit} answer={answer} />
          <ConsentsAndPolicies answer={answer} />
          <AuditServers answer={answer} change={change} />
          <AuditRepeat answer={answer} />
        </FlightNames>
      )}
    </article>
  );
}

function Names({ audit }: { readonly audit: Audit }) {
  const words = useWords();
  return (
    <p className={styles["names"]}>
      {audit.captures.map(({ sha256, name }, at) => (
        <span key={sha256}>
          {at > 0 && ", "}
          <Link to="/watch/$sha256" params={{ sha256 }}>
            {name}
          </Link>
        </span>
      ))}
      {audit.flights.length > 0 && " with "}
      {audit.flights.map(({ id, name, startUs }, at) => (
        // UTC, as everything on this page: a capture has no zone.
        <span key={id}>
          {at > 0 && ", "}
          <Link to="/flights/$id" params={{ id }}>
            {name ?? id}
          </Link>{" "}
          {startUs !== null && <span className="soft">({words.instant(startUs, null)})</span>}
        </span>
      ))}
    </p>
  );
}

function StartAgain({ view, hadTexts = false }: { readonly view: AuditView; readonly hadTexts?: boolean }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const isHeld = Object.keys(useGivenTexts()).length > 0;
  const captures = partsOf(view.captures);
  const flights = partsOf(view.flights);
  const start = useMutation({
    mutationFn: () => api.audits.start({ captures: [...captures], flights: [...flights] }),
    onSuccess: async (audit) => {
      queries.setQueryData(auditQuery(audit.id).queryKey, audit);
      await navigate({ to: "/watch/audits/$id", params: { id: audit.id }, search: { ...view }, replace: true });
    },
  });
  return (
    <div className={styles["again"]}>
      {captures.length > 0 && !hadTexts && (
        <button type="button" data-look="main" disabled={start.isPending} onClick={() => start.mutate()}>
          Audit {count(captures.length, "capture")} again{flights.length > 0 && ` with ${count(flights.length, "flight")}`}
        </button>
      )}
      <Link
        to="/watch/audit"
        search={{
          ...(view.captures === undefined ? {} : { captures: view.captures }),
          ...(view.flights === undefined ? {} : { flights: view.flights }),
        }}
      >
        Choose captures and flights
      </Link>
      <p className="soft">
        {isHeld
          ? "What was given (identifiers, consents and so on) is still in this page's memory: the form holds it. It is not in the link."
          : "Identifiers, keys, consents and statements that were given are not in the link: give them again where they matter."}
      </p>
      {start.isError && <Problem error={start.error} />}
    </div>
  );
}

function chosenOf(audit: Audit): { readonly captures: string; readonly flights?: string } {
  const flights = audit.flights.map(({ id }) => id).join(",");
  return { captures: audit.captures.map(({ sha256 }) => sha256).join(","), ...(flights === "" ? {} : { flights }) };
}

function madeOf(audit: Audit): string {
  return `${count(audit.captures.length, "capture")} · ${count(audit.flights.length, "flight")}`;
}
