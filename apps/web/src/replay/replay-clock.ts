/** The one clock of a replay. It lives outside React: map, charts and transcript listen to it directly. */

/** What the clock needs from the platform. */
export interface ClockDoors {
  readonly nowMs: () => number;
  readonly requestFrame: (callback: () => void) => number;
  readonly cancelFrame: (handle: number) => void;
}

/** Whether and how fast it runs; a negative rate runs back. */
export interface ReplayState {
  readonly playing: boolean;
  readonly rate: number;
}

/** The clock: time since the start of the flight, in ms. */
export interface ReplayClock {
  readonly durationMs: number;
  readonly elapsedMs: () => number;
  readonly state: () => ReplayState;
  readonly toggle: () => void;
  readonly pause: () => void;
  /** Sets the speed, 1 to 32, forward. */
  readonly setRate: (rate: number) => void;
  /** L and J: plays that way; again in the same direction doubles the speed. */
  readonly shuttle: (direction: 1 | -1) => void;
  readonly seek: (elapsedMs: number) => void;
  /** Called with every change of time, at most once a frame while playing. */
  readonly onTime: (listener: (elapsedMs: number) => void) => () => void;
  /** Called when it starts, stops or changes speed. */
  readonly onState: (listener: () => void) => () => void;
  readonly dispose: () => void;
}

/** Speeds a person can choose. */
export const replayRates = [1, 2, 4, 8, 16, 32] as const;
const MOST_RATE = 32;

/** A clock that stands at the start. */
export function createReplayClock(durationMs: number, doors: ClockDoors): ReplayClock {
  let elapsed = 0;
  let state: ReplayState = { playing: false, rate: 4 };
  let frame: number | null = null;
  let lastMs = 0;
  const timeListeners = new Set<(elapsedMs: number) => void>();
  const stateListeners = new Set<() => void>();

  const setTime = (wantedMs: number): void => {
    elapsed = Math.max(0, Math.min(durationMs, wantedMs));
    for (const listener of timeListeners) listener(elapsed);
  };
  const setState = (next: ReplayState): void => {
    state = next;
    if (state.playing && frame === null) {
      lastMs = doors.nowMs();
      frame = doors.requestFrame(tick);
    } else if (!state.playing && frame !== null) {
      doors.cancelFrame(frame);
      frame = null;
    }
    for (const listener of stateListeners) listener();
  };
  const tick = (): void => {
    frame = null;
    const nowMs = doors.nowMs();
    setTime(elapsed + (nowMs - lastMs) * state.rate);
    lastMs = nowMs;
    const ended = state.rate > 0 ? elapsed >= durationMs : elapsed <= 0;
    if (ended) setState({ playing: false, rate: Math.abs(state.rate) });
    else if (state.playing) frame = doors.requestFrame(tick);
  };
  const play = (rate: number): void => {
    if (rate > 0 && elapsed >= durationMs) setTime(0);
    setState({ playing: true, rate });
  };

  return {
    durationMs,
    elapsedMs: () => elapsed,
    state: () => state,
    toggle: () => (state.playing ? setState({ playing: false, rate: Math.abs(state.rate) }) : play(Math.abs(state.rate))),
    pause: () => setState({ playing: false, rate: Math.abs(state.rate) }),
    setRate: (rate) => setState({ ...state, rate: Math.max(1, Math.min(MOST_RATE, rate)) }),
    shuttle: (direction) => {
      const same = state.playing && Math.sign(state.rate) === direction;
      const speed = same ? Math.min(MOST_RATE, Math.abs(state.rate) * 2) : state.playing ? 1 : Math.abs(state.rate);
      play(direction * speed);
    },
    seek: setTime,
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
      frame = null;
      timeListeners.clear();
      stateListeners.clear();
    },
  };
}

/** The platform functions of a browser. */
export const browserClockDoors: ClockDoors = {
  nowMs: () => performance.now(),
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
};
