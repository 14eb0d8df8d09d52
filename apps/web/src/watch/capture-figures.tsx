/** The few figures of a capture that matter. */
import type { CaptureDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import figureStyles from "../flight/figures.module.css";
import { grouped } from "../words/count.ts";
import { blindSpotKinds } from "./blind-spots.ts";
import type { AnswerParts } from "./capture-answer.ts";
import styles from "./watch.module.css";

/** Went out, came in, servers, conversations, without a name, could not see. */
export function CaptureFigures({ detail, parts }: { readonly detail: CaptureDetail; readonly parts: AnswerParts }) {
  const { internet, namelessServers } = parts;
  const kinds = blindSpotKinds(detail);
  const figures = [
    { label: "went out to the internet", value: internet === null ? "…" : formatBytes(internet.bytesOut) },
    { label: "came in from there", value: internet === null ? "…" : formatBytes(internet.bytesIn) },
    { label: "servers on the internet", value: internet === null ? "…" : grouped(internet.servers) },
    { label: "of them without a name", value: namelessServers === null ? "…" : grouped(namelessServers) },
    { label: "conversations, local ones too", value: grouped(detail.row.conversations) },
  ];
  return (
    <div className={styles["figures"]}>
      <dl className={figureStyles["figures"]}>
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>
            <a href="#unseen">{kinds === 1 ? "kind of thing" : "kinds of things"} it could not see</a>
          </dt>
          <dd>{grouped(kinds)}</dd>
        </div>
      </dl>
    </div>
  );
}
