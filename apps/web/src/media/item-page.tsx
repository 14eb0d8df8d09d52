/** One picture or clip: what it shows, where, on which flight, what it reveals, and where the file says so. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { mediaQuery } from "../api/queries.ts";
import { Problem } from "../shell/problem.tsx";
import { ClipItem } from "./clip/clip-item.tsx";
import styles from "./item-page.module.css";
import { PhotoItem } from "./photo-item.tsx";
import { parseRegion } from "./region.ts";
import { useItemKeys } from "./use-item-keys.ts";

/** The page of the address' item. */
export function ItemPage() {
  const { sha256 } = useParams({ from: "/media/$sha256" });
  const { t, region } = useSearch({ from: "/media/$sha256" });
  const item = useQuery(mediaQuery(sha256));
  useItemKeys(item.data?.neighbours, item.data?.row.kind === "photo");
  if (item.isError) {
    return (
      <>
        <Problem title="This picture or clip cannot be shown" error={item.error} onRetry={() => void item.refetch()} />
        <p className={styles["back"]}>
          <Link to="/media">To the wall</Link>
        </p>
      </>
    );
  }
  if (item.data === undefined) return <p className={styles["back"]}>Opening</p>;
  if (item.data.row.kind === "photo") return <PhotoItem key={sha256} item={item.data} region={parseRegion(region)} />;
  return <ClipItem key={sha256} item={item.data} startMs={Number(t ?? 0) * 1000} />;
}
