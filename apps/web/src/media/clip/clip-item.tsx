/** A clip: its film on the left; map, outline and charts in step with it on the right. */
import type { Clip, MediaDetail } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import { clipQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import type { Scene } from "../../map/scene.ts";
import { SceneMap } from "../../map/scene-map.tsx";
import { ReplayBar } from "../../replay/replay-bar.tsx";
import { browserClockDoors, createReplayClock, type ReplayClock } from "../../replay/replay-clock.ts";
import { useReplayKeys } from "../../replay/use-replay-keys.ts";
import { Problem } from "../../shell/problem.tsx";
import styles from "../item-page.module.css";
import { ItemSections } from "../item-sections.tsx";
import { ItemTitle } from "../item-title.tsx";
import { MapKey } from "../map-key.tsx";
import { placeSearch } from "../place-search.ts";
import { clipPaths, clipTrack, footprintAt } from "./clip-at.ts";
import { ClipCharts } from "./clip-charts.tsx";
import { createFilmClock } from "./film-clock.ts";
import { FilmStage } from "./film-stage.tsx";

const NO_TIMES: readonly number[] = [];

/** The viewer of a clip or of a subtitle file. */
export function ClipItem({ item, startMs }: { readonly item: MediaDetail; readonly startMs: number }) {
  const { row } = item;
  const answer = useQuery(clipQuery(row.sha256));
  const clip = answer.data;
  const lastMs = clip?.elapsedMs[clip.elapsedMs.length - 1] ?? 0;
  const durationMs = Math.max(row.durationUs === null ? 0 : row.durationUs / 1000, row.durationUs === null ? lastMs : 0);
  const [film, setFilm] = useState<HTMLVideoElement | null>(null);
  const clock = useMemo(
    () => (film === null ? createReplayClock(durationMs, browserClockDoors) : createFilmClock(film, durationMs, browserClockDoors)),
    [film, durationMs],
  );
  useEffect(() => {
    clock.seek(startMs);
    return () => clock.dispose();
  }, [clock, startMs]);
  useReplayKeys(clock, clip?.elapsedMs ?? NO_TIMES);
  return (
    <article className={styles["item"]}>
      <div className={styles["left"]}>
        <ItemTitle item={item} />
        <FilmStage item={item} onFilm={setFilm} />
        {durationMs > 0 && <ReplayBar clock={clock} weak={[]} marks={[]} of="clip" />}
      </div>
      <div className={styles["right"]}>
        {answer.isError && <Problem error={answer.error} onRetry={() => void answer.refetch()} />}
        {clip !== undefined && <ClipMap item={item} clip={clip} clock={clock} />}
        {clip !== undefined && <ClipSource clip={clip} />}
        {clip !== undefined && durationMs > 0 && <ClipCharts clip={clip} clock={clock} />}
        <ItemSections item={item} />
      </div>
    </article>
  );
}

function ClipMap({ item, clip, clock }: { readonly item: MediaDetail; readonly clip: Clip; readonly clock: ReplayClock }) {
  const navigate = useNavigate();
  const [shown, setShown] = useState(() => footprintAt(clip, clock.elapsedMs()));
  useEffect(() => {
    const show = (elapsedMs: number): void => setShown(footprintAt(clip, elapsedMs));
    show(clock.elapsedMs());
    return clock.onTime(show);
  }, [clip, clock]);
  const moving = useMemo(() => ({ track: clipTrack(clip), clock }), [clip, clock]);
  const paths = useMemo(() => clipPaths(clip), [clip]);
  const { position } = item.row;
  const scene = useMemo(
    (): Scene => ({
      shapes:
        shown === null
          ? []
          : [
              { kind: "maySee", ring: shown.band },
              { kind: "seen", ring: shown.polygon },
            ],
      lines: paths.map((points) => ({ kind: "track", points })),
      points: paths.length === 0 && position !== null ? [{ kind: "camera", label: "camera", ...position }] : [],
    }),
    [shown, paths, position],
  );
  const ask = useCallback(
    (place: { latDeg: number; lonDeg: number }) => {
      navigate({ to: "/media/map", search: placeSearch(place.latDeg, place.lonDeg) }).catch(() => undefined);
    },
    [navigate],
  );
  return (
    <>
      <div className={styles["map"]}>
        <SceneMap
          scene={scene}
          fitKey={item.row.sha256}
          title="Where it was filmed"
          description="Path of the clip, where the camera is now, and the outline of the ground that this second probably shows."
          onClick={ask}
          moving={moving}
        />
      </div>
      <MapKey scene={scene} />
    </>
  );
}

const sourceWords: Readonly<Record<string, string>> = {
  telemetry: "Positions and angles come from the telemetry inside the clip.",
  subtitle: "Positions come from the subtitles of the clip.",
  flightTrack: "The clip itself has no positions: these are of the flight that it was matched to, so they are as good as that match.",
  none: "No positions are known for this clip.",
};

function ClipSource({ clip }: { readonly clip: Clip }) {
  return (
    <Section id="source" title="Where the positions come from">
      <p>
        {sourceWords[clip.source] ?? clip.source}
        {clip.footprints.length === 0 &&
          " No outline of the ground is drawn: of place, height, angles and focal length, not all are known."}
        {clip.sentence !== null && ` ${clip.sentence}`}
      </p>
    </Section>
  );
}
