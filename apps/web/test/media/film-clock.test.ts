import { expect, test } from "vitest";
import { clipPaths, footprintAt } from "../../src/media/clip/clip-at.ts";
import { createFilmClock, type Film } from "../../src/media/clip/film-clock.ts";

/** A film without a screen: it does what it is told and says so. */
function paperFilm() {
  const listeners = new Map<string, Set<() => void>>();
  const frames: ((now: number, meta: { mediaTime: number }) => void)[] = [];
  const say = (event: string): void => {
    for (const listener of listeners.get(event) ?? []) listener();
  };
  const film = {
    currentTime: 0,
    playbackRate: 1,
    paused: true,
    ended: false,
    play: () => {
      film.paused = false;
      say("play");
      return Promise.resolve();
    },
    pause: () => {
      film.paused = true;
      say("pause");
    },
    addEventListener: (event: string, listener: () => void) => {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener));
    },
    removeEventListener: (event: string, listener: () => void) => listeners.get(event)?.delete(listener),
    requestVideoFrameCallback: (callback: (now: number, meta: { mediaTime: number }) => void) => frames.push(callback),
    cancelVideoFrameCallback: () => undefined,
  };
  return { film: film as typeof film & Film, frame: (mediaTime: number) => frames.shift()?.(0, { mediaTime }), say, listeners };
}

function paperDoors() {
  let nowMs = 0;
  let waiting: (() => void) | null = null;
  return {
    doors: {
      nowMs: () => nowMs,
      requestFrame: (callback: () => void) => {
        waiting = callback;
        return 1;
      },
      cancelFrame: () => {
        waiting = null;
      },
    },
    pass: (ms: number) => {
      nowMs += ms;
      const callback = waiting;
      waiting = null;
      callback?.();
    },
    isWaiting: () => waiting !== null,
  };
}

test("each frame that is shown tells its own time", () => {
  const { film, frame } = paperFilm();
  const { doors } = paperDoors();
  const clock = createFilmClock(film, 10_000, doors);
  const told: number[] = [];
  clock.onTime((ms) => told.push(ms));
  clock.toggle();
  expect(clock.state()).toEqual({ playing: true, rate: 1 });
  frame(0.04);
  frame(0.08);
  expect(told).toEqual([40, 80]);
  clock.toggle();
  expect(clock.state().playing).toBe(false);
});

test("a seek is told at once and stays inside the film", () => {
  const { film, say } = paperFilm();
  const clock = createFilmClock(film, 10_000, paperDoors().doors);
  const told: number[] = [];
  clock.onTime((ms) => told.push(ms));
  clock.seek(99_000);
  expect(film.currentTime).toBe(10);
  expect(clock.elapsedMs()).toBe(10_000);
  clock.seek(-5);
  expect(told).toEqual([10_000, 0]);
  film.currentTime = 0.033;
  say("seeked");
  expect(clock.elapsedMs()).toBe(33);
});

test("L again doubles the speed up to what a browser plays; J steps back because films run forward only", () => {
  const { film } = paperFilm();
  const screen = paperDoors();
  const clock = createFilmClock(film, 10_000, screen.doors);
  clock.shuttle(1);
  for (let press = 0; press < 6; press += 1) clock.shuttle(1);
  expect(film.playbackRate).toBe(16);
  clock.seek(1000);
  clock.shuttle(-1);
  expect(film.paused).toBe(true);
  expect(clock.state()).toEqual({ playing: true, rate: -1 });
  screen.pass(400);
  expect(clock.elapsedMs()).toBe(600);
  screen.pass(5000);
  expect(clock.elapsedMs()).toBe(0);
  expect(clock.state().playing).toBe(false);
  expect(screen.isWaiting()).toBe(false);
});

test("after it is put away the film has no listeners of it", () => {
  const { film, listeners } = paperFilm();
  createFilmClock(film, 1000, paperDoors().doors).dispose();
  expect([...listeners.values()].every((all) => all.size === 0)).toBe(true);
});

test("an outline stands for its second only; gaps stay gaps", () => {
  const of = (second: number) => ({ second, kind: "area", polygon: [], band: [], bearingDeg: null, centre: null });
  const clip = { footprints: [of(0), of(1), of(5)] };
  expect(footprintAt(clip, 1900)?.second).toBe(1);
  expect(footprintAt(clip, 3000)).toBeNull();
  expect(footprintAt(clip, 5200)?.second).toBe(5);
  expect(footprintAt({ footprints: [] }, 0)).toBeNull();
  expect(footprintAt({ footprints: [of(2)] }, 500)).toBeNull();
});

test("a path breaks where positions are unknown", () => {
  expect(clipPaths({ latDeg: [1, 2, null, 3], lonDeg: [1, 2, 5, 3] }).map((path) => path.length)).toEqual([2, 1]);
  expect(clipPaths({ latDeg: [null], lonDeg: [null] })).toEqual([]);
});
