/** What was found, by kind and as a table, with the evidence of the one that is open. */
import type { Audit, AuditAnswer, AuditFinding } from "@creance/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { findingPageQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { CopyRows } from "../../grid/copy-rows.tsx";
import { Grid } from "../../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../../grid/grid-columns-menu.tsx";
import { useGridPages } from "../../grid/use-grid-pages.ts";
import { Problem } from "../../shell/problem.tsx";
import { count, grouped } from "../../words/count.ts";
import { addressOf } from "../flow-view.ts";
import watchStyles from "../watch.module.css";
import styles from "./audit.module.css";
import { type AuditView, changedAuditView, findingFilters, findingQueryOf, isNarrowed } from "./audit-search.ts";
import { findingColumns } from "./finding-columns.tsx";
import { FindingDetail } from "./finding-detail.tsx";
import { kindWords } from "./finding-words.ts";
import type { ChangeAuditView } from "./use-change-audit-view.ts";
import { WhenPlot } from "./when-plot.tsx";

const GRID = "findings";

/** The section. */
export function Findings(props: {
  readonly audit: Audit;
  readonly answer: AuditAnswer;
  readonly view: AuditView;
  readonly change: ChangeAuditView;
}) {
  const { audit, answer, view, change } = props;
  const columns = useGridColumns(GRID, findingColumns);
  const query = findingQueryOf(audit.id, view);
  const first = useQuery({ ...findingPageQuery(query, 0), placeholderData: keepPreviousData });
  const pages = useGridPages((page) => findingPageQuery(query, page));
  const total = first.data?.total ?? 0;
  const sort = { key: view.sort ?? "telling", direction: view.order ?? "asc" } as const;
  const { counts } = answer;
  const dropped = answer.coverage.search.droppedFindings;
  const path = `/watch/audits/${audit.id}`;
  return (
    <Section
      id="findings"
      title={
        counts.findings === 0
          ? "Nothing was found"
          : `${count(counts.findings, "finding")}: ${grouped(counts.out)} went out, ${grouped(counts.withoutConsent)} of them without a recorded consent${counts.local > 0 ? `; ${grouped(counts.local)} stayed on the local network` : ""}${dropped > 0 ? `; ${grouped(dropped)} more are counted, not listed` : ""}`
      }
      aside={
        <span className={watchStyles["tools"]} data-print="no">
          <CopyRows columns={findingColumns} total={total} load={(offset, limit) => api.audits.findings({ ...query, offset, limit })} />
          <GridColumnsMenu grid={GRID} label="Columns of the findings" all={findingColumns} />
        </span>
      }
    >
      <Kinds answer={answer} view={view} change={change} />
      <WhenPlot audit={audit} answer={answer} />
      {counts.findings + counts.weak > 0 && <Filters audit={audit} answer={answer} view={view} change={change} />}
      {first.isError ? (
        <Problem error={first.error} onRetry={() => void first.refetch()} />
      ) : (
        <div className={`${watchStyles["bleed"]} ${styles["beside"]}`} data-open={view.finding === undefined ? undefined : "yes"}>
          <Grid<AuditFinding>
            label="Findings"
            columns={columns}
            total={total}
            rowAt={(index) => pages.rowAt(index) ?? first.data?.rows[index]}
            onVisible={pages.onVisible}
            sort={sort}
            onSort={(key) =>
              change({ sort: key as typeof sort.key, order: sort.key === key && sort.direction === "asc" ? "desc" : "asc" }, "replace")
            }
            hrefOf={(row) => addressOf(path, changedAuditView(view, { finding: row.findingId }))}
            onOpen={(row) => change({ finding: row.findingId === view.finding ? undefined : row.findingId }, "replace")}
            isSelected={(row) => row.findingId === view.finding}
            of={JSON.stringify(query)}
            height={view.finding === undefined ? "min(72vh, 620px)" : "min(86vh, 900px)"}
            empty={first.data === undefined ? "Counting" : emptyWords(answer, view)}
          />
          {view.finding !== undefined && (
            <FindingDetail
              key={view.finding}
              audit={audit}
              answer={answer}
              findingId={view.finding}
              onClose={() => change({ finding: undefined }, "replace")}
            />
          )}
        </div>
      )}
      {dropped > 0 && (
        <p className={`${watchStyles["note"]} warn`}>
          {count(dropped, "later finding")} beyond the most that are kept: counted, not listed.
        </p>
      )}
    </Section>
  );
}

function emptyWords({ counts, coverage }: AuditAnswer, view: AuditView): string {
  if (isNarrowed(view)) return "No finding matches the filters.";
  if (counts.weak > 0 && view.weak === undefined)
    return `Nothing but ${count(counts.weak, "weak find")}, which may be chance: the switch above shows them.`;
  if (Object.values(coverage.search.needles).every((number) => (number ?? 0) === 0))
    return "There was nothing to look for: choose a flight, or give identifiers.";
  return "Nothing that was looked for was found in what could be read.";
}

/** What was sent, kind by kind: a click shows that kind alone. */
function Kinds({ answer, view, change }: { readonly answer: AuditAnswer; readonly view: AuditView; readonly change: ChangeAuditView }) {
  if (answer.totals.length === 0) return null;
  return (
    <ul className={styles["kinds"]} aria-label="What was found, by kind">
      {answer.totals.map(({ kind, out, in: came, withConsent, servers }) => (
        <li key={kind}>
          <button type="button" aria-pressed={view.kind === kind} onClick={() => change({ kind: view.kind === kind ? undefined : kind })}>
            <b>{kindWords(kind)}</b>{" "}
            <span className={out > withConsent ? "bad" : out > 0 ? "good" : "soft"}>
              {out > 0 ? `${grouped(out)} out` : `${grouped(came)} in`}
              {out > 0 &&
                (withConsent >= out ? ", with consent" : withConsent > 0 ? `, ${grouped(withConsent)} with consent` : ", no consent")}
            </span>
            <span className={styles["to"]}>
              {servers.length === 0
                ? ""
                : servers.length === 1
                  ? `to ${servers[0]}`
                  : `to ${servers[0]} and ${count(servers.length - 1, "other")}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Filters(props: {
  readonly audit: Audit;
  readonly answer: AuditAnswer;
  readonly view: AuditView;
  readonly change: ChangeAuditView;
}) {
  const { audit, answer, view, change } = props;
  const set = (name: "way" | "consent" | "server" | "flight" | "capture", value: string): void =>
    change({ [name]: value === "" ? undefined : value });
  const withFindings = answer.servers.filter(({ findings }) => findings > 0);
  return (
    <form className={styles["filters"]} aria-label="Filters" data-print="no" onSubmit={(event) => event.preventDefault()}>
      <label>
        Went{" "}
        <select value={view.way ?? ""} onChange={(event) => set("way", event.target.value)}>
          <option value="">either way</option>
          <option value="out">out</option>
          <option value="in">in</option>
        </select>
      </label>
      <label>
        Consent{" "}
        <select value={view.consent ?? ""} onChange={(event) => set("consent", event.target.value)}>
          <option value="">with or without</option>
          <option value="without">without</option>
          <option value="with">with</option>
        </select>
      </label>
      <label>
        Server{" "}
        <select value={view.server ?? ""} onChange={(event) => set("server", event.target.value)}>
          <option value="">any</option>
          {withFindings.map(({ server, findings }) => (
            <option key={server} value={server}>
              {server} ({findings})
            </option>
          ))}
        </select>
      </label>
      {audit.flights.length > 1 && (
        <label>
          Flight{" "}
          <select value={view.flight ?? ""} onChange={(event) => set("flight", event.target.value)}>
            <option value="">any</option>
            {audit.flights.map(({ id, name }) => (
              <option key={id} value={id}>
                {name ?? id}
              </option>
            ))}
          </select>
        </label>
      )}
      {audit.captures.length > 1 && (
        <label>
          Capture{" "}
          <select value={view.capture ?? ""} onChange={(event) => set("capture", event.target.value)}>
            <option value="">any</option>
            {audit.captures.map(({ sha256, name }) => (
              <option key={sha256} value={sha256}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {answer.counts.weak > 0 && (
        <label className={styles["switch"]}>
          <input
            type="checkbox"
            checked={view.weak === "1"}
            onChange={(event) => change({ weak: event.target.checked ? "1" : undefined })}
          />{" "}
          {count(answer.counts.weak, "weak find")} too (may be chance)
        </label>
      )}
      {isNarrowed(view) && (
        <span>
          {view.claim !== undefined && <>only what claim {view.claim} rests on </>}
          <button
            type="button"
            data-look="text"
            onClick={() => change(Object.fromEntries(findingFilters.map((name) => [name, undefined])))}
          >
            Show all
          </button>
        </span>
      )}
    </form>
  );
}
