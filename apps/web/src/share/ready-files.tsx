/** The very files that would leave: looked at, or taken as they are, while the share waits for a yes. */
import type { SharePreview } from "@creance/api";
import { type ReactNode, useState } from "react";
import { Dialog } from "../shell/dialog.tsx";
import { count } from "../words/count.ts";
import styles from "./share.module.css";

type Item = SharePreview["items"][number];

/** Painted pictures that are shown at once; each can be looked at below. */
const MOST_LOOKS = 24;

/** Pictures and clips that were painted over, as they would leave. */
export function ReadyLooks({ jobId, items }: { readonly jobId: string; readonly items: readonly Item[] }) {
  const painted = items.map((item, index) => ({ item, index })).filter(({ item }) => item.painted > 0 && item.look !== "none");
  if (painted.length === 0) return null;
  const shown = painted.filter(({ item }) => item.look === "picture").slice(0, MOST_LOOKS);
  return (
    <>
      <h3>Painted over: {count(painted.length, "file")}, as they would leave</h3>
      <ul className={styles["looks"]}>
        {shown.map(({ item, index }) => (
          <li key={index}>
            <LookButton jobId={jobId} index={index} item={item}>
              <img src={lookPath(jobId, index)} alt="" loading="lazy" decoding="async" />
              <span>
                {item.name}: {count(item.painted, "box", "boxes")}
              </span>
            </LookButton>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What can be done with one file. */
export function ReadyFileActions({ jobId, index, item }: { readonly jobId: string; readonly index: number; readonly item: Item }) {
  return (
    <>
      {item.look !== "none" && (
        <LookButton jobId={jobId} index={index} item={item}>
          Look<span className="offscreen"> at {item.name}</span>
        </LookButton>
      )}{" "}
      <a href={`/files/share/${jobId}/${index}`} download>
        The very bytes<span className="offscreen"> of {item.name}</span>
      </a>
    </>
  );
}

function LookButton(props: { readonly jobId: string; readonly index: number; readonly item: Item; readonly children: ReactNode }) {
  const { jobId, index, item } = props;
  const [isShown, setShown] = useState(false);
  const path = lookPath(jobId, index);
  return (
    <>
      <button type="button" onClick={() => setShown(true)}>
        {props.children}
      </button>
      <Dialog title={`${item.name}, as it would leave`} shown={isShown} onClose={() => setShown(false)}>
        {item.look === "film" ? (
          // biome-ignore lint/a11y/useMediaCaption: a recording of ours, of which there are no captions
          <video className={styles["output"]} src={path} controls playsInline />
        ) : (
          <img className={styles["output"]} src={path} alt={item.name} />
        )}
        <p className="soft">This is the file itself, before it is encrypted; not a preview of it.</p>
      </Dialog>
    </>
  );
}

function lookPath(jobId: string, index: number): string {
  return `/files/share/${jobId}/${index}/look`;
}
