/** A share that is prepared, looked at, sent: each state with what a person can do. */
import type { ShareJob, SharePreview } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "../api/client.ts";
import { FactList } from "../flight/fact-list.tsx";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { Problem } from "../shell/problem.tsx";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import watch from "../watch/watch.module.css";
import { count } from "../words/count.ts";
import { ReadyFileActions, ReadyLooks } from "./ready-files.tsx";
import styles from "./share.module.css";
import { keepDraft } from "./share-draft.ts";
import { ShareLink } from "./share-link.tsx";
import type { NewShareSearch } from "./share-search.ts";

/** The view. */
export function ShareJobView(props: {
  readonly job: ShareJob;
  /** What was chosen, for the report of what the originals would reveal. */
  readonly search: NewShareSearch;
  readonly onAgain: () => void;
  readonly onChanged: () => void;
}) {
  const { job, search, onAgain, onChanged } = props;
  const queries = useQueryClient();
  const sending = useMutation({ mutationFn: () => api.share.send({ jobId: job.jobId }), onSuccess: onChanged });
  const stopping = useMutation({
    mutationFn: () => api.share.stop({ jobId: job.jobId }),
    onSuccess: () => {
      onChanged();
      void queries.invalidateQueries({ queryKey: ["share"] });
    },
  });
  // What the other pages hold is old once it ended.
  useEffect(() => {
    if (job.state !== "done" && job.state !== "failed") return;
    if (job.state === "done" && job.what === "share") keepDraft(null);
    for (const queryKey of [["share", "overview"], ["ledger"], ["line"]]) void queries.invalidateQueries({ queryKey });
  }, [job.state, job.what, queries]);
  const isUnderWay = job.state === "preparing" || job.state === "sending";
  return (
    <>
      {isUnderWay && (
        <Section id="progress" title={progressTitle(job)}>
          <p role="status">
            {job.step === "" ? "Beginning" : job.step}
            {job.bytes > 0 && `: ${formatBytes(job.bytesDone)} of ${formatBytes(job.bytes)}`}
          </p>
          {job.bytes > 0 && <progress className={styles["bar"]} max={job.bytes} value={job.bytesDone} aria-label="Done" />}
          <p>
            <button type="button" disabled={stopping.isPending} onClick={() => stopping.mutate()}>
              Stop
            </button>{" "}
            <span className="soft">It goes on when this page is closed.</span>
          </p>
        </Section>
      )}
      {job.notices.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {job.state === "failed" && (
        <div className={styles["refused"]} role="alert">
          <p>{job.error}</p>
          <button type="button" onClick={onAgain}>
            Back to the choices
          </button>
        </div>
      )}
      {job.state === "stopped" && (
        <p role="status">
          Stopped. {job.error ?? "Nothing of it was sent, and the files that were made for it are gone."}{" "}
          <button type="button" onClick={onAgain}>
            Back to the choices
          </button>
        </p>
      )}
      {job.state === "done" && job.preview !== null && (
        <p role="status">
          <b className="good">Shared.</b>{" "}
          {job.preview.placeKind === "nodeodm"
            ? "The server’s results were fetched and are kept as originals."
            : "Every item was read back and compared."}{" "}
          <ShareLink shareId={job.preview.shareId}>See it among the shares</ShareLink>
        </p>
      )}
      {job.state === "done" && job.what !== "share" && <p role="status">{job.sentence}</p>}
      {job.preview !== null && <Preview job={job} preview={job.preview} search={search} />}
      {job.state === "ready" && job.preview !== null && (
        <>
          {sending.isError && <Problem error={sending.error} />}
          <p data-print="no">
            {job.preview.verdict === "permit" && (
              <button type="button" data-look="main" disabled={sending.isPending} onClick={() => sending.mutate()}>
                Send {formatBytes(job.preview.sealedBytes)} to {job.preview.destination}
              </button>
            )}{" "}
            <button type="button" disabled={stopping.isPending} onClick={() => stopping.mutate(undefined, { onSuccess: onAgain })}>
              Throw these files away: back to the choices
            </button>
          </p>
        </>
      )}
    </>
  );
}

function progressTitle({ what, state }: ShareJob): string {
  if (what === "clean") return "Removing what was left";
  if (what === "resume") return "Going on";
  return state === "sending" ? "Sending" : "Making the files";
}

function grantWords(state: ShareJob["state"]): string {
  return state === "done" ? "a new one for exactly this share" : "a new one for exactly this share, signed when you send it";
}

/** Refusals that taking more out answers. */
const asksForLess: ReadonlySet<string> = new Set(["flow-data", "flow-redact", "grant-data", "grant-redact"]);

function Preview(props: { readonly job: ShareJob; readonly preview: SharePreview; readonly search: NewShareSearch }) {
  const { job, preview, search } = props;
  const words = useWords();
  const isReady = job.state === "ready";
  return (
    <Section id="preview" title={job.state === "done" ? "What left, exactly" : "What would leave, exactly"}>
      {isReady && <p>{preview.sentence}</p>}
      {preview.missing.length > 0 && (
        <div className={styles["refused"]}>
          <b>What is missing</b>
          <ul>
            {preview.missing.map(({ code, sentence, satisfiedBy }) => (
              <li key={`${code} ${sentence}`}>
                {sentence} <span className="soft">{satisfiedBy}</span>
              </li>
            ))}
          </ul>
          {preview.missing.some(({ code }) => asksForLess.has(code)) && (
            <p>
              Back at the choices, take out what is named here. Faces count as being in every picture and clip until you say there that you
              looked at each.
            </p>
          )}
        </div>
      )}
      <FactList
        facts={[
          ["To", `${preview.destination} (${preview.region})`],
          ["Sealed to", preview.recipients.join(", ") || "nobody: the server reads the pictures themselves"],
          ["What for", preview.purpose],
          ["Until", words.instant(preview.untilUs, null)],
          [preview.recipients.length > 0 ? "Encrypted" : "Readable there", formatBytes(preview.sealedBytes)],
          ["Grant", preview.grant === null ? grantWords(job.state) : preview.grant.slice(0, 12)],
          ["Check of what was taken out", preview.leaks?.sentence ?? "Nothing was taken out, so that there was nothing to look for."],
        ]}
      />
      {preview.leaks !== null && !preview.leaks.ok && (
        <ul className="bad">
          {preview.leaks.found.map(({ name, byteOffset, sentence }) => (
            <li key={`${name} ${byteOffset} ${sentence}`}>
              {name}, byte {byteOffset}: {sentence}
            </li>
          ))}
        </ul>
      )}
      {preview.leftOut.length > 0 && (
        <div className={styles["refused"]}>
          <b>These do not leave</b>
          <ul>
            {preview.leftOut.map(({ name, sentence }) => (
              <li key={name}>
                {name}: {sentence}
              </li>
            ))}
          </ul>
        </div>
      )}
      {preview.exposure.length > 0 && (
        <details>
          <summary>What the originals would reveal</summary>
          <ul>
            {preview.exposure.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {(search.flights !== undefined || search.media !== undefined) && (
            <p>
              <Link to="/exposure" search={{ flights: search.flights, media: search.media } as never}>
                Each value, and where in which file it stands
              </Link>
            </p>
          )}
        </details>
      )}
      {isReady && <ReadyLooks jobId={job.jobId} items={preview.items} />}
      <h3>{count(preview.items.length, "file")}</h3>
      <ScrollRegion label="Files that would leave" className={`${watch["scroll"]} ${styles["leaves"]}`}>
        <table className={styles["rows"]}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">The original holds</th>
              <th scope="col">Taken out</th>
              <th scope="col">Stays</th>
              {isReady && (
                <th scope="col" data-print="no">
                  <span className="offscreen">Look</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {preview.items.map((item, index) => (
              <tr key={`${item.name} ${item.sha256}`}>
                <th scope="row">
                  {item.mediaSha256 === null ? (
                    item.name
                  ) : (
                    <Link to="/media/$sha256" params={{ sha256: item.mediaSha256 }}>
                      {item.name}
                    </Link>
                  )}
                  {item.isClaimed && <div className="soft">with a signed claim of what was done</div>}
                  {item.isContents && <div className="soft">the list of contents, made here and sealed like every file</div>}
                </th>
                <td className="number">{formatBytes(item.outBytes)}</td>
                <td>{item.classes.join(", ")}</td>
                <td>{item.changes.join("; ")}</td>
                <td>{item.left.join(" ")}</td>
                {isReady && (
                  <td data-print="no" className={styles["actions"]}>
                    <ReadyFileActions jobId={job.jobId} index={index} item={item} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Section>
  );
}
