/** A map of what pictures show: SVG at once, the map library over it when it is ready. */
import { fitMap, projectPoint, unprojectPoint } from "@creance/report";
import { type MouseEvent, type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import type { ReplayClock } from "../replay/replay-clock.ts";
import { positionAt, type TrackColumns } from "../replay/track-at.ts";
import { useDark } from "../settings/use-dark.ts";
import { useWords } from "../settings/use-words.ts";
import { aircraftElement } from "./aircraft-mark.ts";
import type { BaseMap } from "./base-maps.ts";
import type { Box } from "./grid-features.ts";
import { MapButtons } from "./map-buttons.tsx";
import { MapChoice } from "./map-choice.tsx";
import { type Scene, type ScenePosition, scenePositions } from "./scene.ts";
import styles from "./scene-map.module.css";
import { SceneOverlay } from "./scene-overlay.tsx";
import { SvgSurface } from "./svg-surface.tsx";
import { type GlEvents, useGlMap } from "./use-gl-map.ts";
import { useSize } from "./use-size.ts";

const noBox = (): void => undefined;

/** The scene, fitted whenever `fitKey` changes. Clicks tell where; the part that is shown is told after it moved. */
export function SceneMap(props: {
  readonly scene: Scene;
  readonly title: string;
  readonly description: string;
  /** The map shows the whole scene again when this changes. */
  readonly fitKey: string;
  /** What is shown when the key changes; without it the whole scene. */
  readonly fitTo?: readonly ScenePosition[] | null;
  readonly onClick: (place: ScenePosition, ids: readonly string[]) => void;
  readonly onBox?: (box: Box) => void;
  /** An aircraft that follows a clock. */
  readonly moving?: { readonly track: TrackColumns; readonly clock: ReplayClock };
  readonly children?: ReactNode;
}) {
  const { scene, fitKey, moving, title, description, fitTo = null } = props;
  const [ref, size] = useSize<HTMLDivElement>();
  const { units } = useWords();
  const theme = useDark() ? "dark" : "light";
  const positions = useMemo(() => scenePositions(scene), [scene]);
  const placed = positions.length > 0;
  const latest = useRef({ scene, fitTo, onClick: props.onClick, onBox: props.onBox ?? noBox });
  latest.current = { scene, fitTo, onClick: props.onClick, onBox: props.onBox ?? noBox };

  // The SVG map keeps its place while a clip plays: it fits what was there when the key changed.
  const fitted = useRef<{ readonly key: string; readonly positions: readonly ScenePosition[] }>({ key: "", positions: [] });
  if (fitted.current.key !== fitKey || fitted.current.positions.length === 0)
    fitted.current = { key: fitKey, positions: fitTo ?? positions };
  const around = fitted.current.positions;
  const projection = useMemo(
    () =>
      size.widthPx < 10 || size.heightPx < 10
        ? null
        : fitMap({ ...size, dots: around.map(({ latDeg, lonDeg }) => ({ id: "", latDeg, lonDeg })) }),
    [size, around],
  );
  const model = useMemo(() => ({ title, description, units, idPrefix: "scene" }), [title, description, units]);

  const make = useCallback(
    async (container: HTMLElement, base: BaseMap, { onReady, onProblem }: GlEvents) => {
      if (!placed) return null;
      const { createGlScene } = await import("./gl-scene.ts");
      return createGlScene(
        {
          container,
          theme,
          units,
          base,
          onProblem,
          scene: latest.current.scene,
          fitTo: latest.current.fitTo,
          onClick: (place, ids) => latest.current.onClick(place, ids),
          onBox: (box) => latest.current.onBox(box),
          aircraft: aircraftElement(),
        },
        onReady,
      );
    },
    [placed, theme, units],
  );
  const gl = useGlMap(make);
  useEffect(() => gl.map?.setScene(scene), [gl.map, scene]);
  const fitShown = useRef(fitKey);
  useEffect(() => {
    if (fitShown.current === fitKey) return;
    fitShown.current = fitKey;
    gl.map?.fit(latest.current.fitTo);
  }, [gl.map, fitKey]);

  const aircraft = useRef<SVGSVGElement>(null);
  useEffect(() => {
    if (moving === undefined) return;
    const { track, clock } = moving;
    const show = (elapsedMs: number): void => {
      const point = positionAt(track, elapsedMs);
      if (point !== null) gl.map?.setAircraft(point.latDeg, point.lonDeg, point.yawDeg);
      const element = aircraft.current;
      if (element === null || projection === null) return;
      element.style.visibility = point === null ? "hidden" : "visible";
      if (point === null) return;
      const at = projectPoint(projection, point.latDeg, point.lonDeg);
      element.dataset["turned"] = point.yawDeg === null ? "no" : "yes";
      element.style.transform = `translate(${at.xPx}px, ${at.yPx}px) rotate(${point.yawDeg ?? 0}deg)`;
    };
    show(clock.elapsedMs());
    return clock.onTime(show);
  }, [moving, gl.map, projection]);

  const pick = (event: MouseEvent<HTMLDivElement>): void => {
    if (projection === null) return;
    const box = event.currentTarget.getBoundingClientRect();
    props.onClick(unprojectPoint(projection, { xPx: event.clientX - box.left, yPx: event.clientY - box.top }), []);
  };
  return (
    <section className={styles["map"]} aria-label={title} data-map={gl.ready ? "detailed" : "plain"}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place can be typed, too; the map is the way for pointers */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      <div ref={ref} className={styles["surface"]} onClick={pick}>
        {projection !== null && (
          <>
            <SvgSurface model={model} size={size} projection={projection} />
            <SceneOverlay scene={scene} projection={projection} />
            {moving !== undefined && (
              <svg ref={aircraft} className={styles["aircraft"]} viewBox="-40 -40 80 80" width="80" height="80" aria-hidden="true">
                <path d="M0 0-15-36A39 39 0 0 1 15-36Z" className={styles["cone"]} />
                <circle r="7" className={styles["body"]} />
              </svg>
            )}
          </>
        )}
      </div>
      <div ref={gl.container} className={styles["gl"]} data-ready={gl.ready} />
      {!placed && <p className={styles["nowhere"]}>Nothing of this has a position that is known.</p>}
      {gl.ready && gl.map !== null && <MapButtons map={gl.map} />}
      <MapChoice problem={gl.problem} />
      {props.children}
    </section>
  );
}
