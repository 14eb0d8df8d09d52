/** The map of a flight with the aircraft where the replay is: SVG at once, the map library over it when it is ready. */
import type { FlightDetail, FlightTrack } from "@creance/api";
import { projectPoint } from "@creance/report";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { PhotoPlace } from "../flight/media-marks.ts";
import type { ReplayClock } from "../replay/replay-clock.ts";
import { positionAt } from "../replay/track-at.ts";
import { useDark } from "../settings/use-dark.ts";
import { useWords } from "../settings/use-words.ts";
import { aircraftElement } from "./aircraft-mark.ts";
import type { BaseMap } from "./base-maps.ts";
import { MapButtons } from "./map-buttons.tsx";
import { MapChoice } from "./map-choice.tsx";
import { MapLegend } from "./map-legend.tsx";
import { SvgSurface, useProjection } from "./svg-surface.tsx";
import styles from "./track-map.module.css";
import { colouringOf, markersOf, type TrackColouring, trackColourings, trackModel } from "./track-model.ts";
import { type GlEvents, useGlMap } from "./use-gl-map.ts";
import { useSize } from "./use-size.ts";

/** Track, home, pilot; a switch for what the colour means. */
export function TrackMap(props: {
  readonly flight: FlightDetail;
  readonly track: FlightTrack | undefined;
  readonly clock: ReplayClock;
  /** Where pictures and clips were taken. */
  readonly photos: readonly PhotoPlace[];
}) {
  const { flight, track, clock, photos } = props;
  const { home, pilot } = flight;
  const [ref, size] = useSize<HTMLDivElement>();
  const { units } = useWords();
  const theme = useDark() ? "dark" : "light";
  const [colouring, setColouring] = useState<TrackColouring>("height");
  const value = useMemo(() => (track === undefined ? null : colouringOf(track, colouring, units)), [track, colouring, units]);
  const model = useMemo(() => trackModel(flight, track, value, units, photos), [flight, track, value, units, photos]);
  const projection = useProjection(model, size);
  const aircraft = useRef<SVGSVGElement>(null);
  const latestValue = useRef(value);
  latestValue.current = value;

  const make = useCallback(
    async (container: HTMLElement, base: BaseMap, { onReady, onProblem }: GlEvents) => {
      if (track === undefined) return null;
      const { createGlTrack } = await import("./gl-track.ts");
      const markers = markersOf({ home, pilot }, track, photos);
      return createGlTrack(
        { container, theme, units, base, onProblem, track, markers, value: latestValue.current, aircraft: aircraftElement() },
        onReady,
      );
    },
    [home, pilot, track, theme, units, photos],
  );
  const gl = useGlMap(make);
  useEffect(() => gl.map?.setValue(value), [gl.map, value]);

  useEffect(() => {
    if (track === undefined) return;
    const show = (elapsedMs: number): void => {
      const point = positionAt(track, elapsedMs);
      if (point !== null) gl.map?.setAircraft(point.latDeg, point.lonDeg, point.yawDeg ?? 0);
      const element = aircraft.current;
      if (element === null || projection === null) return;
      element.style.visibility = point === null ? "hidden" : "visible";
      if (point === null) return;
      const at = projectPoint(projection, point.latDeg, point.lonDeg);
      element.style.transform = `translate(${at.xPx}px, ${at.yPx}px) rotate(${point.yawDeg ?? 0}deg)`;
    };
    show(clock.elapsedMs());
    return clock.onTime(show);
  }, [projection, track, clock, gl.map]);

  return (
    <section className={styles["map"]} aria-label="Where it flew" data-map={gl.ready ? "detailed" : "plain"}>
      <div ref={ref} className={styles["surface"]}>
        {projection !== null && <SvgSurface model={model} size={size} projection={projection} />}
        <AircraftMark ref={aircraft} />
      </div>
      <div ref={gl.container} className={styles["gl"]} data-ready={gl.ready} />
      {gl.ready && <MapLegend value={value} weak={track?.weak.includes(1) ?? false} />}
      {gl.ready && gl.map !== null && <MapButtons map={gl.map} />}
      <MapChoice problem={gl.problem} />
      <fieldset className={styles["switch"]} data-print="no">
        <legend className="offscreen">Colour of the track</legend>
        {trackColourings.map((each) => (
          <button key={each.id} type="button" aria-pressed={colouring === each.id} onClick={() => setColouring(each.id)}>
            {each.word}
          </button>
        ))}
      </fieldset>
    </section>
  );
}

function AircraftMark({ ref }: { readonly ref: React.RefObject<SVGSVGElement | null> }) {
  return (
    <svg ref={ref} className={styles["aircraft"]} viewBox="-40 -40 80 80" width="80" height="80" aria-hidden="true" data-testid="aircraft">
      <path d="M0 0-15-36A39 39 0 0 1 15-36Z" className={styles["cone"]} />
      <circle r="7" className={styles["body"]} />
    </svg>
  );
}
