/** "What is kept?": every file, read or not. */
import type { KeptFile } from "@creance/api";
import { formatBytes, unturned } from "@creance/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { filesQuery, PAGE_ROWS } from "../api/queries.ts";
import { useWords } from "../settings/use-words.ts";
import pageStyles from "../shell/page.module.css";
import { Problem } from "../shell/problem.tsx";
import { count } from "../words/count.ts";
import styles from "./files-page.module.css";
import { fileStates } from "./files-search.ts";
import { isCapture } from "./is-capture.ts";

const stateWords = { read: "read", sealed: "sealed", unread: "kept, not read", damaged: "damaged" } as const;

/** The kept files, by state. */
export function FilesPage() {
  const { state } = useSearch({ from: "/files" });
  const [page, setPage] = useState(0);
  const files = useQuery(filesQuery(state, page));
  if (files.isError) return <Problem title="The files cannot be shown" error={files.error} onRetry={() => void files.refetch()} />;
  const total = files.data?.total ?? 0;
  return (
    <div className={pageStyles["page"]}>
      <div className={pageStyles["title"]}>
        <h1>What is kept?</h1>
        <p className="soft">
          {files.data === undefined ? "Counting" : `${count(total, "file")}${state === undefined ? "" : `, ${stateWords[state]}`}`}
        </p>
      </div>
      <nav className={pageStyles["actions"]} aria-label="State of the files">
        <Link
          to="/files"
          search={{ state: undefined } as never}
          activeOptions={{ exact: true, explicitUndefined: true }}
          activeProps={{ "aria-current": "true" }}
          className={styles["state"]}
          onClick={() => setPage(0)}
        >
          all
        </Link>
        {fileStates.map((each) => (
          <Link
            key={each}
            to="/files"
            search={{ state: each }}
            activeProps={{ "aria-current": "true" }}
            className={styles["state"]}
            onClick={() => setPage(0)}
          >
            {stateWords[each]}
          </Link>
        ))}
      </nav>
      <section className={pageStyles["panel"]} aria-label="Files">
        <FilesTable rows={files.data?.rows ?? []} />
        {total === 0 && files.data !== undefined && <p className="soft">No file here. Drop some anywhere on this page.</p>}
      </section>
      {total > PAGE_ROWS && (
        <div className={pageStyles["actions"]}>
          <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Newer
          </button>
          <button type="button" disabled={(page + 1) * PAGE_ROWS >= total} onClick={() => setPage(page + 1)}>
            Older
          </button>
          <span className="soft">
            {page * PAGE_ROWS + 1} to {Math.min(total, (page + 1) * PAGE_ROWS)} of {total}
          </span>
        </div>
      )}
    </div>
  );
}

function FilesTable({ rows }: { readonly rows: readonly KeptFile[] }) {
  const words = useWords();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">State</th>
          <th scope="col" className="number">
            Size
          </th>
          <th scope="col" className="number">
            Kept
          </th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((file) => (
          <tr key={file.sha256}>
            <td>
              {isCapture(file) && file.state !== "unread" ? (
                <Link to="/watch/$sha256" params={{ sha256: file.sha256 }}>
                  {unturned(file.fileName ?? "name not kept")}
                </Link>
              ) : file.flightIds[0] === undefined ? (
                unturned(file.fileName ?? "name not kept")
              ) : (
                <Link to="/flights/$id" params={{ id: file.flightIds[0] }}>
                  {unturned(file.fileName ?? "name not kept")}
                </Link>
              )}
              {isCapture(file) && <span className="soft"> capture</span>}
              {file.sentence !== null && <div className="soft">{file.sentence}</div>}
            </td>
            <td className={file.state === "damaged" ? `${styles["short"]} warn` : styles["short"]}>{stateWords[file.state]}</td>
            <td className="number">{formatBytes(file.sizeBytes)}</td>
            <td className="number">{words.instant(file.keptUs, null)}</td>
            <td className={styles["short"]}>
              <a href={`/files/originals/${file.sha256}`} download>
                <code>{file.sha256.slice(0, 16)}…</code>
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
