/** One import in the tray. */
import type { ImportJob } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { api } from "../api/client.ts";
import { isCapture } from "../files/is-capture.ts";
import { count } from "../words/count.ts";
import { fileNews } from "./file-news.ts";
import styles from "./import-tray.module.css";
import { endWords, partDone, progressWords } from "./job-words.ts";
import type { UploadEnd } from "./upload-files.ts";
import { stopUpload } from "./uploads-store.ts";

/** Captures that are listed without being asked. */
const MOST_OPEN = 3;

/** Progress while it runs, the result and each problem afterwards. */
export function JobCard(props: { readonly job: ImportJob; readonly end: UploadEnd | undefined; readonly onAway: () => void }) {
  const { job, end } = props;
  const running = job.state === "running";
  const stop = (): void => {
    stopUpload(job.id);
    api.imports.stop({ id: job.id }).catch(() => undefined);
  };
  const part = partDone(job);
  return (
    <div className={styles["card"]}>
      <strong>{job.label}</strong>
      {running ? (
        <>
          {part === null ? null : <progress value={part} max={1} aria-label={`Import of ${job.label}`} />}
          <span className={styles["grow"]}>{progressWords(job)}</span>
          <button type="button" onClick={stop}>
            Stop
          </button>
        </>
      ) : (
        <>
          <span className={styles["grow"]} role="status">
            {endWords(job)}
          </span>
          <button type="button" onClick={props.onAway}>
            Put away
          </button>
        </>
      )}
      <JobProblems job={job} end={end} />
      <JobCaptures job={job} />
    </div>
  );
}

function JobProblems({ job, end }: { readonly job: ImportJob; readonly end: UploadEnd | undefined }) {
  const notSent = end?.failed ?? [];
  const { problems } = fileNews(job.problems);
  const total = problems.length + notSent.length;
  if (total === 0) return null;
  return (
    <details className={styles["problems"]}>
      <summary>{count(total, "file")} to know about</summary>
      <table>
        <tbody>
          {notSent.map((file) => (
            <tr key={`not sent ${file.path}`}>
              <td>{file.path}</td>
              <td className="bad">{file.sentence}</td>
            </tr>
          ))}
          {problems.map((file) => (
            <FileRow key={`${file.path} ${file.sha256}`} file={file} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Captures that were read: open while they are few, so that the way to their pages is seen. */
function JobCaptures({ job }: { readonly job: ImportJob }) {
  const { captures } = fileNews(job.problems);
  if (captures.length === 0) return null;
  return (
    <details className={styles["problems"]} data-news="good" open={captures.length <= MOST_OPEN}>
      <summary>{count(captures.length, "capture")} to look at</summary>
      <table>
        <tbody>
          {captures.map((file) => (
            <FileRow key={`${file.path} ${file.sha256}`} file={file} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function FileRow({ file }: { readonly file: ImportJob["problems"][number] }) {
  return (
    <tr>
      <td>
        {file.sha256 !== null && isCapture(file) ? (
          <Link to="/watch/$sha256" params={{ sha256: file.sha256 }}>
            {file.path}
          </Link>
        ) : file.flightId === null ? (
          file.path
        ) : (
          <Link to="/flights/$id" params={{ id: file.flightId }}>
            {file.path}
          </Link>
        )}
      </td>
      <td>{file.sentence ?? problemWords(file)}</td>
    </tr>
  );
}

function problemWords(file: ImportJob["problems"][number]): string {
  if (file.status === "failed") return "Not kept.";
  if (file.sealed) return "Kept, but not read: this record is sealed.";
  if (file.damaged) return "Kept, and read as far as it goes: it is damaged.";
  return "Kept, but not read: of no format that Creance reads.";
}
