/** The small picture of an item, or a word where there is none. */
import type { MediaRow } from "@creance/api";
import { useState } from "react";
import styles from "./thumbnail.module.css";

/** Fills its box; decorative, for the link around it has the words. */
export function Thumbnail({ row }: { readonly row: Pick<MediaRow, "sha256" | "thumbnail" | "kind" | "format"> }) {
  const [failed, setFailed] = useState(false);
  if (row.thumbnail === "none" || failed) {
    return <span className={styles["none"]}>{row.kind === "subtitle" ? "subtitles" : "no picture to show"}</span>;
  }
  return (
    <img
      className={styles["image"]}
      src={`/files/media/${row.sha256}/thumbnail.webp`}
      alt=""
      loading="lazy"
      decoding="async"
      width={320}
      height={240}
      onError={() => setFailed(true)}
    />
  );
}
