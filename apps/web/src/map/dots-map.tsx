/** A map of many flights as dots; a dot of several opens into its own. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useWords } from "../settings/use-words.ts";
import { count } from "../words/count.ts";
import styles from "./dots-map.module.css";
import { SvgSurface, useProjection } from "./svg-surface.tsx";
import { useSize } from "./use-size.ts";

/** A flight on the map. */
export interface PlacedFlight {
  readonly id: string;
  readonly title: string;
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** The dots of the flights, fitted to what is shown. */
export function DotsMap({ dots }: { readonly dots: readonly PlacedFlight[] }) {
  const [ref, size] = useSize<HTMLDivElement>();
  const { units } = useWords();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const shown = useMemo(() => (chosen === null ? dots : dots.filter((dot) => chosen.has(dot.id))), [dots, chosen]);
  const model = useMemo(
    () => ({
      title: "Where the flights were",
      description: `${count(shown.length, "flight")}. The list beside the map has the same flights.`,
      units,
      dots: shown,
      idPrefix: "overview",
    }),
    [shown, units],
  );
  const projection = useProjection(model, size);
  const pick = useCallback(
    (ids: readonly string[]) => {
      const [only] = ids;
      if (ids.length === 1 && only !== undefined) navigate({ to: "/flights/$id", params: { id: only } }).catch(() => undefined);
      else setChosen(new Set(ids));
    },
    [navigate],
  );
  return (
    <div ref={ref} className={styles["map"]}>
      {projection !== null && <SvgSurface model={model} size={size} projection={projection} onPick={pick} />}
      {chosen !== null && (
        <button type="button" className={styles["all"]} onClick={() => setChosen(null)}>
          Show all {dots.length}
        </button>
      )}
    </div>
  );
}
