/** A replay clock whose time is that of a playing film: map, charts and outline follow its frames. */
import type { ClockDoors, ReplayClock, ReplayState } from "../../replay/replay-clock.ts";

/** What the clock needs of a `<video>`. */
export type Film = Pick<
  HTMLVideoElement,
  "currentTime" | "playbackRate" | "paused" | "ended" | "play" | "pause" | "addEventListener" | "removeEventListener"
> &
  Partial<Pick<HTMLVideoElement, "requestVideoFrameCallback" | "cancelVideoFrameCallback">>;

/** A browser plays no film faster. */
const MOST_RATE = 16;

/**
 * The clock of a film. Each frame that is shown tells its own time (`requestVideoFrameCallback`); where the browser has no such call, each picture of the
 * screen does. Playing back is stepping: films run forward only.
 */
export function createFilmClock(film: Film, durationMs: number, doors: ClockDoors): ReplayClock {
  let backRate = 0;
  let rate = 1;
  let frame: number | null = null;
  let filmFrame: number | null = null;
  let lastMs = 0;
  let wantedMs: number | null = null;
  const timeListeners = new Set<(elapsedMs: number) => void>();
  const stateListeners = new Set<() => void>();
  let state: ReplayState = { playing: false, rate: 1 };

  const elapsedMs = (): number => wantedMs ?? film.currentTime * 1000;
  const tell = (timeMs: number): void => {
    for (const listener of timeListeners) listener(Math.max(0, Math.min(durationMs, timeMs)));
  };
  const tellState = (): void => {
    const playing = backRate > 0 || !(film.paused || film.ended);
    const next = backRate > 0 ? -backRate : rate;
    if (state.playing === playing && state.rate === next) return;
    state = { playing, rate: next };
    for (const listener of stateListeners) listener();
  };
  const onFilmFrame = (_now: number, { mediaTime }: { readonly mediaTime: number }): void => {
    wantedMs = null;
    tell(mediaTime * 1000);
    filmFrame = film.requestVideoFrameCallback?.(onFilmFrame) ?? null;
  };
  const onScreen = (): void => {
    frame = null;
    const nowMs = doors.nowMs();
    if (backRate > 0) {
      const next = Math.max(0, elapsedMs() - (nowMs - lastMs) * backRate);
      seek(next);
      if (next === 0) backRate = 0;
    } else if (filmFrame === null) tell(elapsedMs());
    lastMs = nowMs;
    tellState();
    wake();
  };
  /** Runs with the screen only while that is needed. */
  const wake = (): void => {
    const needed = backRate > 0 || (filmFrame === null && !film.paused);
    if (needed && frame === null) {
      lastMs = doors.nowMs();
      frame = doors.requestFrame(onScreen);
    }
  };
  const seek = (timeMs: number): void => {
    wantedMs = Math.max(0, Math.min(durationMs, timeMs));
    film.currentTime = wantedMs / 1000;
    tell(wantedMs);
  };
  const onSeeked = (): void => {
    wantedMs = null;
    tell(film.currentTime * 1000);
  };
  const onChange = (): void => {
    tellState();
    wake();
  };
  const play = (): void => {
    backRate = 0;
    film.playbackRate = rate;
    // A film that cannot be played tells so by its error event.
    Promise.resolve(film.play()).catch(() => undefined);
  };
  const pause = (): void => {
    backRate = 0;
    film.pause();
    tellState();
  };
  film.addEventListener("seeked", onSeeked);
  for (const event of ["play", "pause", "ended", "ratechange"]) film.addEventListener(event, onChange);
  filmFrame = film.requestVideoFrameCallback?.(onFilmFrame) ?? null;

  return {
    durationMs,
    elapsedMs,
    state: () => state,
    toggle: () => (state.playing ? pause() : play()),
    pause,
    setRate: (next) => {
      rate = Math.max(1, Math.min(MOST_RATE, next));
      film.playbackRate = rate;
      tellState();
    },
    shuttle: (direction) => {
      const same = state.playing && Math.sign(state.rate) === direction;
      const speed = same ? Math.min(MOST_RATE, Math.abs(state.rate) * 2) : 1;
      rate = speed;
      if (direction === 1) {
        play();
        return;
      }
      film.pause();
      backRate = speed;
      tellState();
      wake();
    },
    seek,
    onTime: (listener) => {
      timeListeners.add(listener);
      return () => timeListeners.delete(listener);
    },
    onState: (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    dispose: () => {
      if (frame !== null) doors.cancelFrame(frame);
      if (filmFrame !== null) film.cancelVideoFrameCallback?.(filmFrame);
      film.removeEventListener("seeked", onSeeked);
      for (const event of ["play", "pause", "ended", "ratechange"]) film.removeEventListener(event, onChange);
      timeListeners.clear();
      stateListeners.clear();
    },
  };
}
