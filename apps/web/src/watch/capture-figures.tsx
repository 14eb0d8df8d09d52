/** The few figures of a capture that matter. */
import type { CaptureDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import figureStyles from "../flight/figures.module.css";
import { grouped } from "../words/count.ts";
import { blindSpotKinds } from "./blind-spots.ts";
import { type AnswerParts, knownBytesOut } from "./capture-answer.ts";
import styles from "./watch.module.css";

/** Went out, how much of it to known drone services and in the air (else what came in), servers, without a name, could not see. */
export function CaptureFigures({ detail, parts }: { readonly detail: CaptureDetail; readonly parts: AnswerParts }) {
  const { internet, roles, air, namelessServers } = parts;
  const kinds = blindSpotKinds(detail);
  const figures = [
    { label: "went out to the internet", value: internet === null ? "…" : formatBytes(internet.bytesOut) },
    { label: "of it to known drone services", value: roles === null ? "…" : formatBytes(knownBytesOut(roles)) },
    air === null
      ? { label: "came in from the internet", value: internet === null ? "…" : formatBytes(internet.bytesIn) }
      : { label: "went out in the air", value: formatBytes(air.bytesOut) },
    { label: "servers on the internet", value: internet === null ? "…" : grouped(internet.servers) },
    { label: "of them without a name", value: namelessServers === null ? "…" : grouped(namelessServers) },
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
