/** A map of many flights as dots; a dot of several opens into its own. SVG at once, the map library over it when it is ready. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useDark } from "../settings/use-dark.ts";
import { useWords } from "../settings/use-words.ts";
import { count } from "../words/count.ts";
import type { BaseMap } from "./base-maps.ts";
import styles from "./dots-map.module.css";
import { MapButtons } from "./map-buttons.tsx";
import { MapChoice } from "./map-choice.tsx";
import { SvgSurface, useProjection } from "./svg-surface.tsx";
import { type GlEvents, useGlMap } from "./use-gl-map.ts";
import { useSize } from "./use-size.ts";

/** A flight on the map. */
export interface PlacedFlight {
  readonly id: string;
  readonly title: string;
  readonly latDeg: number;
  readonly lonDeg: number;
  /** The position is only what a header says. */
  readonly claimed: boolean;
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
  const theme = useDark() ? "dark" : "light";
  const make = useCallback(
    async (container: HTMLElement, base: BaseMap, { onReady, onProblem }: GlEvents) => {
      if (dots.length === 0) return null;
      const { createGlDots } = await import("./gl-dots.ts");
      const onOpen = (id: string): void => pick([id]);
      return createGlDots({ container, theme, units, base, onProblem, dots, onOpen }, onReady);
    },
    [dots, theme, units, pick],
  );
  const gl = useGlMap(make);
  return (
    <div ref={ref} className={styles["map"]} data-map={gl.ready ? "detailed" : "plain"}>
      {projection !== null && !gl.ready && dots.length > 0 && (
        <SvgSurface model={model} size={size} projection={projection} onPick={pick} />
      )}
      <div
        ref={gl.container}
        className={styles["gl"]}
        data-ready={gl.ready}
        role="img"
        aria-label={`Map of ${count(dots.length, "flight")}`}
      />
      {gl.ready && gl.map !== null && <MapButtons map={gl.map} />}
      <MapChoice problem={gl.problem} />
      {chosen !== null && !gl.ready && (
        <button type="button" className={styles["all"]} onClick={() => setChosen(null)}>
          Show all {dots.length}
        </button>
      )}
    </div>
  );
}
