/** A flight whose records could be read. */
import type { FlightDetail, FlightTrack } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo } from "react";
import { flightMediaQuery } from "../api/queries.ts";
import { Charts, MoreCharts } from "../chart/charts.tsx";
import { TrackMap } from "../map/track-map.tsx";
import { ReplayBar } from "../replay/replay-bar.tsx";
import { browserClockDoors, createReplayClock } from "../replay/replay-clock.ts";
import { useReplayKeys } from "../replay/use-replay-keys.ts";
import { weakStretches } from "../replay/weak-stretches.ts";
import { Figures } from "./figures.tsx";
import { FlightMedia, MOST_FLIGHT_MEDIA } from "./flight-media.tsx";
import styles from "./flight-page.module.css";
import { Machine } from "./machine.tsx";
import { type PhotoPlace, photoMarks, photoPlaces } from "./media-marks.ts";
import { Originals } from "./originals.tsx";
import { Pictures } from "./pictures.tsx";
import { Records } from "./records.tsx";
import { Reveals } from "./reveals.tsx";
import { SectionLinks } from "./section-links.tsx";
import { Transcript } from "./transcript.tsx";

const NO_TIMES: readonly number[] = [];
const NO_PHOTOS: readonly PhotoPlace[] = [];

/** Map and replay on the left, everything that follows the clock on the right. */
export function OpenFlight(props: {
  readonly flight: FlightDetail;
  readonly track: FlightTrack | undefined;
  readonly problem: ReactNode;
  readonly title: ReactNode;
  /** Where the replay starts, in ms. */
  readonly startMs: number;
}) {
  const { flight, track, startMs } = props;
  const durationMs = Math.max(0, track?.elapsedMs[track.elapsedMs.length - 1] ?? flight.stats.durationUs / 1000);
  const clock = useMemo(() => createReplayClock(durationMs, browserClockDoors), [durationMs]);
  useEffect(() => () => clock.dispose(), [clock]);
  useEffect(() => clock.seek(startMs), [clock, startMs]);
  useReplayKeys(clock, track?.elapsedMs ?? NO_TIMES);
  const weak = useMemo(() => (track === undefined ? [] : weakStretches(track.elapsedMs, track.weak)), [track]);
  const { data: media } = useQuery(flightMediaQuery(flight.summary.id, MOST_FLIGHT_MEDIA));
  const photos = useMemo(() => (media === undefined || media.rows.length === 0 ? NO_PHOTOS : photoPlaces(media.rows)), [media]);
  const marks = useMemo(
    () => [
      ...flight.events.filter((event) => event.severity !== "info" && event.row >= 0).slice(0, 400),
      ...photoMarks(media?.rows ?? [], flight.summary.startUs, durationMs),
    ],
    [flight.events, flight.summary.startUs, media, durationMs],
  );
  return (
    <article className={styles["flight"]}>
      <div className={styles["left"]}>
        {props.title}
        {props.problem}
        <TrackMap flight={flight} track={track} clock={clock} photos={photos} />
        <ReplayBar clock={clock} weak={weak} marks={marks} />
        <Figures flight={flight} />
      </div>
      <div className={styles["right"]}>
        <SectionLinks flight={flight} />
        <div className={styles["panel"]}>
          <Charts id={flight.summary.id} clock={clock} weak={weak} />
        </div>
        <Transcript flight={flight} clock={clock} />
        <FlightMedia flight={flight} />
        <Reveals flight={flight} />
        <div className={styles["panel"]}>
          <MoreCharts id={flight.summary.id} clock={clock} weak={weak} />
        </div>
        <Pictures flight={flight} />
        <Machine flight={flight} />
        <Originals flight={flight} />
        <Records flight={flight} />
      </div>
    </article>
  );
}
