/** "What would this reveal?": sites that flights, pictures and clips show or may show, and what their headers give away. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { exposureQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { Problem } from "../../shell/problem.tsx";
import { count, grouped } from "../../words/count.ts";
import { lastOfPath } from "../../words/file-name.ts";
import styles from "./exposure.module.css";
import { ExposureHeaders } from "./exposure-headers.tsx";
import { ExposureMap } from "./exposure-map.tsx";
import { ExposureRows } from "./exposure-rows.tsx";
import { exposureExportHref, exposureRequestOf } from "./exposure-search.ts";
import { ExposureSites, siteKey } from "./exposure-sites.tsx";
import { itemsWords } from "./exposure-words.ts";

const formats = ["html", "pdf", "csv", "json"] as const;

/** The report of the address. */
export function ExposurePage() {
  const view = useSearch({ from: "/exposure" });
  const navigate = useNavigate({ from: "/exposure" });
  const request = useMemo(() => exposureRequestOf(view), [view]);
  const answer = useQuery(exposureQuery(request));
  const [site, setSite] = useState<string | null>(null);
  const report = answer.data;
  const rows = useMemo(
    () => (report === undefined ? [] : site === null ? report.rows : report.rows.filter((row) => siteKey(row.layer, row.site) === site)),
    [report, site],
  );
  if (answer.isError)
    return <Problem title="The exposure report could not be made" error={answer.error} onRetry={() => void answer.refetch()} />;
  return (
    <div className={styles["page"]}>
      <div className={styles["top"]}>
        <h1>What would this reveal?</h1>
        <p className="soft">{report === undefined ? "" : `Looked at: ${itemsWords(report)}`}</p>
        <span className={styles["exports"]} data-print="no">
          <Link
            to="/share/new"
            search={{
              ...(view.flights === undefined ? {} : { flights: view.flights }),
              ...(view.media === undefined ? {} : { media: view.media }),
            }}
          >
            Share
          </Link>
          {formats.map((format) => (
            <a key={format} href={exposureExportHref(view, format)} download={format === "html" ? undefined : true}>
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      <p className={styles["answer"]} role="status">
        {report === undefined ? "Laying tracks and views over the sites" : report.sentence}
      </p>
      {report !== undefined && (
        <>
          {report.sites.length > 0 && (
            <div className={styles["both"]}>
              <ExposureSites sites={report.sites} chosen={site} onChoose={setSite} />
              <ExposureMap report={report} chosen={site} onChoose={setSite} />
            </div>
          )}
          <Section
            id="rows"
            title={`What reveals it (${grouped(rows.length)})`}
            aside={
              site === null ? undefined : (
                <button type="button" data-look="text" onClick={() => setSite(null)}>
                  all sites
                </button>
              )
            }
          >
            <ExposureRows rows={rows} of={site ?? ""} />
            {report.rowsLeftOut > 0 && (
              <p className="soft">{count(report.rowsLeftOut, "more row")} are in the exports, not in this table.</p>
            )}
          </Section>
          <ExposureHeaders headers={report.headers} />
          <Unknown unknown={report.unknown} />
          <Section id="layers" title="What it was compared with">
            {report.layers.length === 0 ? (
              <p>
                No layer of sensitive sites is loaded, so no site can be named. Put GeoJSON files into the vault's folder <code>sites</code>
                .
              </p>
            ) : (
              <ul className={styles["layers"]}>
                {report.layers.map((layer) => (
                  <li key={layer.sha256}>
                    <b>{layer.name}</b> <span className="soft">{lastOfPath(layer.fileName)}</span>, {count(layer.sites, "site")}
                    {layer.problem !== null && <span className="warn"> {layer.problem}</span>} <code>{layer.sha256.slice(0, 16)}…</code>
                  </li>
                ))}
              </ul>
            )}
            <p className="soft">
              {report.terrain.length === 0
                ? "No elevation file is loaded: the ground is taken as flat at the take-off point, and the outlines are wider for it."
                : `Elevation: ${report.terrain.join(", ")}.`}
            </p>
            <form
              className={styles["near"]}
              onSubmit={(event) => {
                event.preventDefault();
                const near = new FormData(event.currentTarget).get("near");
                if (typeof near === "string" && /^\d{1,5}$/.test(near)) {
                  navigate({ search: (now) => ({ ...now, nearM: near }), replace: true }).catch(() => undefined);
                }
              }}
              data-print="no"
            >
              <label>
                A home or pilot position counts within
                <input type="number" name="near" min={0} max={10_000} defaultValue={report.request.nearM} /> m
              </label>
              <button type="submit">Look again</button>
            </form>
          </Section>
          <p className="soft">
            Compared on this machine; nothing was sent. Only sites in the loaded layers can be named: a place that stands in none of them is
            not found. <Link to="/media/map">Ask about any place</Link>.
          </p>
        </>
      )}
    </div>
  );
}

const MOST_UNKNOWN = 50;

function Unknown({
  unknown,
}: {
  readonly unknown: readonly { readonly item: string; readonly itemName: string | null; readonly sentence: string }[];
}) {
  if (unknown.length === 0) return null;
  return (
    <Section id="unknown" title={`View unknown: may show anything (${grouped(unknown.length)})`}>
      <ul className={styles["unknown"]}>
        {unknown.slice(0, MOST_UNKNOWN).map((each) => (
          <li key={each.item}>
            {each.item.length === 64 ? (
              <Link to="/media/$sha256" params={{ sha256: each.item }}>
                {lastOfPath(each.itemName ?? each.item.slice(0, 12))}
              </Link>
            ) : (
              <Link to="/flights/$id" params={{ id: each.item }}>
                {each.itemName ?? each.item}
              </Link>
            )}
            : {each.sentence}
          </li>
        ))}
      </ul>
      {unknown.length > MOST_UNKNOWN && <p className="soft">{grouped(unknown.length - MOST_UNKNOWN)} more are in the exports.</p>}
    </Section>
  );
}
