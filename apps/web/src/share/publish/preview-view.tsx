/** The page that was made: how it looks, what was looked for in it, its very files; and writing it. */
import type { PublicPagePreview, PublicPageSettings } from "@creance/api";
import { formatBytes } from "@creance/core";
import { PageFrame } from "./page-frame.tsx";
import styles from "./publish.module.css";
import { WriteForm } from "./write-form.tsx";

/** Characters of a file that are shown as text; the archive holds all. */
const MOST_SHOWN_CHARS = 100_000;

/** The view. */
export function PreviewView({ settings, preview }: { readonly settings: PublicPageSettings; readonly preview: PublicPagePreview }) {
  const { files, leaks, unsigned, pageSha256, sentence } = preview;
  const page = files.find(({ name }) => name.endsWith(".html"));
  return (
    <>
      <div role="status">
        <p>
          <b>{sentence}</b>
        </p>
        <p>
          {leaks.lookedFor > 0 && <b className={leaks.ok ? "good" : "bad"}>{leaks.ok ? "NOTHING FOUND" : "FOUND"}</b>} {leaks.sentence}
        </p>
      </div>
      {!leaks.ok && (
        <ul className={styles["plain"]}>
          {leaks.found.map(({ name, byteOffset, sentence: found }) => (
            <li key={`${name} ${byteOffset} ${found}`} className="bad">
              {found}{" "}
              <span className="soft">
                ({name}, byte {byteOffset})
              </span>
            </li>
          ))}
        </ul>
      )}
      {unsigned !== null && <p className="warn">{unsigned}</p>}
      {page !== undefined && <PageFrame html={page.text} />}
      <h3 className={styles["head"]}>The very files</h3>
      {files.map(({ name, sizeBytes, text }) => (
        <details key={name} className={styles["file"]}>
          <summary>
            {name} <span className="soft">{formatBytes(sizeBytes)}</span>
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <pre tabIndex={0}>{text.slice(0, MOST_SHOWN_CHARS)}</pre>
          {text.length > MOST_SHOWN_CHARS && <p className="soft">The beginning only; the archive holds all.</p>}
        </details>
      ))}
      <p className="soft">
        SHA-256 of transparency.json: <code>{pageSha256}</code>
      </p>
      <WriteForm settings={settings} preview={preview} />
    </>
  );
}
