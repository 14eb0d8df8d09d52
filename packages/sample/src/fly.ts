/** Flies a plan: a point mass with limited acceleration, wind, a nose and a gimbal that turn at limited rates. */
import { type Flown, newFlown, SAMPLE_S } from "./flown.ts";
import type { Facing, FlightPlan, PlanStep } from "./plan.ts";
import { newWander, type Random } from "./random.ts";

const MAX_ROWS = 20_000;
const ACCELERATION_MPS2 = 2.2;
const CLIMB_ACCELERATION_MPS2 = 1.6;
const MAX_CLIMB_MPS = 3.5;
const MAX_DESCENT_MPS = 2.5;
const YAW_RATE_DEG_PER_S = 55;
const GIMBAL_RATE_DEG_PER_S = 28;
const CORNER_SPEED_MPS = 2.2;
const G = 9.81;
const RAD = Math.PI / 180;

const MODE = { gpsAtti: 6, autoTakeOff: 11, autoLanding: 12, waypoint: 14, goHome: 15 } as const;
const GO_HOME = { standby: 0, preascending: 1, align: 2, ascending: 3, cruise: 4, braking: 5 } as const;

/** What the autopilot wants for the next sample. */
interface Wish {
  readonly east: number;
  readonly north: number;
  readonly up: number;
  readonly yawDeg: number;
}

/** Flies a plan to its end (or to `maxRows` samples) and returns what happened. Deterministic for a plan and a random source. */
export function fly(plan: FlightPlan, random: Random, maxRows = MAX_ROWS): Flown {
  const pilot = new Pilot(plan, random, maxRows);
  for (const step of plan.steps) {
    if (pilot.full) break;
    pilot.take(step);
  }
  return pilot.flown;
}

class Pilot {
  readonly flown: Flown;
  readonly #maxRows: number;
  readonly #plan: FlightPlan;
  readonly #gustEast: () => number;
  readonly #gustNorth: () => number;
  readonly #gustUp: () => number;
  readonly #hand: () => number;
  readonly #shake: () => number;
  #east = 0;
  #north = 0;
  #up = 0;
  #velEast = 0;
  #velNorth = 0;
  #velUp = 0;
  #yaw: number;
  #yawRate = 0;
  #pitch = 0;
  #roll = 0;
  #gimbal = 0;
  #gimbalWish = 0;
  #mode: number = MODE.gpsAtti;
  #goHome: number = GO_HOME.standby;
  #action = 0;
  #motors = false;
  #flownM = 0;
  #photoAtM = 0;

  constructor(plan: FlightPlan, random: Random, maxRows: number) {
    this.#plan = plan;
    this.#maxRows = maxRows;
    this.flown = newFlown(maxRows);
    const gusts = random.fork("gusts");
    this.#gustEast = newWander(gusts, 0.14, 3, SAMPLE_S);
    this.#gustNorth = newWander(gusts, 0.14, 3, SAMPLE_S);
    this.#gustUp = newWander(gusts, 0.05, 2, SAMPLE_S);
    this.#hand = newWander(random.fork("hand"), 0.035, 0.8, SAMPLE_S);
    this.#shake = newWander(random.fork("shake"), 0.4, 0.6, SAMPLE_S);
    this.#yaw = random.between(-180, 180);
  }

  get full(): boolean {
    return this.flown.rows >= this.#maxRows;
  }

  take(step: PlanStep): void {
    const row = this.flown.rows;
    if (step.step === "wait") this.#ground(step.seconds);
    else if (step.step === "takeOff") this.#takeOff(step.altM);
    else if (step.step === "goTo") this.#goTo(step);
    else if (step.step === "orbit") this.#orbit(step);
    else if (step.step === "hover") this.#hover(step.seconds, step.turnDegPerS ?? 0, step.facing);
    else if (step.step === "gimbal") this.#gimbalWish = step.pitchDeg;
    else if (step.step === "photo") this.flown.events.push({ row, event: "photo" });
    else if (step.step === "video") this.flown.events.push({ row, event: "video", state: step.state });
    else if (step.step === "say") this.flown.events.push({ row, event: "text", kind: step.kind, text: step.text });
    else if (step.step === "returnHome") this.#returnHome(step.altM, step.flightAction);
    else this.#land();
  }

  #ground(seconds: number): void {
    for (let at = 0; at < seconds && !this.full; at += SAMPLE_S) this.#rest();
  }

  #takeOff(altM: number): void {
    this.#mode = MODE.autoTakeOff;
    this.#motors = true;
    for (let at = 0; at < 2.5 && !this.full; at += SAMPLE_S) this.#rest();
    while (this.#up < 1.2 && !this.full) this.#advance({ east: 0, north: 0, up: 0.9, yawDeg: this.#yaw });
    this.#mode = this.#cruiseMode();
    while (this.#up < altM - 0.4 && !this.full) {
      this.#advance({ east: 0, north: 0, up: this.#climbTo(altM), yawDeg: this.#yaw });
    }
  }

  #goTo(step: PlanStep & { readonly step: "goTo" }): void {
    const round = step.corner === "round";
    const near = round ? 2.5 : 0.8;
    for (let guard = 0; guard < this.#maxRows && !this.full; guard += 1) {
      const dEast = step.eastM - this.#east;
      const dNorth = step.northM - this.#north;
      const leftM = Math.hypot(dEast, dNorth);
      if (leftM < near && Math.abs(step.altM - this.#up) < 0.8) return;
      const corner = round ? Math.min(CORNER_SPEED_MPS, step.speedMps) : 0;
      const speed = Math.min(step.speedMps, Math.sqrt(corner * corner + 1.4 * ACCELERATION_MPS2 * Math.max(0, leftM - 0.3)), leftM * 1.2);
      const scale = leftM > 0.01 ? speed / leftM : 0;
      const wish = { east: dEast * scale, north: dNorth * scale, up: this.#climbTo(step.altM) };
      this.#advance({ ...wish, yawDeg: this.#facing(step.facing ?? { toward: "path" }, dEast, dNorth, leftM) });
      this.#photoByDistance(step.photoEveryM);
    }
  }

  #orbit(step: PlanStep & { readonly step: "orbit" }): void {
    const clockwise = step.turns >= 0 ? 1 : -1;
    let leftRad = Math.abs(step.turns) * 2 * Math.PI;
    let angle = Math.atan2(this.#east - step.centreEastM, this.#north - step.centreNorthM);
    while (leftRad > 0 && !this.full) {
      const outEast = this.#east - step.centreEastM;
      const outNorth = this.#north - step.centreNorthM;
      const radius = Math.max(1, Math.hypot(outEast, outNorth));
      const inward = Math.max(-1.5, Math.min(1.5, (radius - step.radiusM) * 0.4));
      // The pull toward the centre that a circle needs on top of the correction.
      const ahead = step.speedMps * 0.25 * (step.speedMps / step.radiusM);
      const tangentEast = (clockwise * outNorth) / radius;
      const tangentNorth = (-clockwise * outEast) / radius;
      this.#advance({
        east: tangentEast * step.speedMps - (outEast / radius) * (inward + ahead),
        north: tangentNorth * step.speedMps - (outNorth / radius) * (inward + ahead),
        up: this.#climbTo(step.altM),
        yawDeg: Math.atan2(-outEast, -outNorth) / RAD,
      });
      this.#photoByDistance(step.photoEveryM);
      const now = Math.atan2(this.#east - step.centreEastM, this.#north - step.centreNorthM);
      const turned = wrapDeg((now - angle) / RAD) * RAD * clockwise;
      if (turned > 0) leftRad -= turned;
      angle = now;
    }
  }

  #hover(seconds: number, turnDegPerS: number, facing: Facing | undefined): void {
    const at = { east: this.#east, north: this.#north, up: this.#up };
    let yawDeg = this.#yaw;
    for (let time = 0; time < seconds && !this.full; time += SAMPLE_S) {
      yawDeg = facing === undefined ? yawDeg + turnDegPerS * SAMPLE_S : this.#facing(facing, 0, 0, 0);
      const hold = { east: (at.east - this.#east) * 0.7, north: (at.north - this.#north) * 0.7, up: (at.up - this.#up) * 0.7 };
      this.#advance({ ...hold, yawDeg });
    }
  }

  #returnHome(altM: number, flightAction: number): void {
    this.#mode = MODE.goHome;
    this.#action = flightAction;
    this.#goHome = GO_HOME.preascending;
    this.#hover(2, 0, undefined);
    this.#goHome = GO_HOME.align;
    this.#gimbalWish = 0;
    this.#hover(4, 0, { toward: "point", eastM: 0, northM: 0 });
    this.#goHome = GO_HOME.ascending;
    this.#goTo({
      step: "goTo",
      eastM: this.#east,
      northM: this.#north,
      altM: Math.max(altM, this.#up),
      speedMps: 1,
      facing: { toward: "yaw", yawDeg: this.#yaw },
    });
    this.#goHome = GO_HOME.cruise;
    this.#goTo({ step: "goTo", eastM: 0, northM: 0, altM: this.#up, speedMps: 10, facing: { toward: "path" } });
    this.#goHome = GO_HOME.braking;
    this.#hover(3, 0, undefined);
    this.#goTo({ step: "goTo", eastM: 0, northM: 0, altM: 1.5, speedMps: 1, facing: { toward: "yaw", yawDeg: this.#yaw } });
    this.#goHome = GO_HOME.standby;
  }

  #land(): void {
    this.#mode = MODE.autoLanding;
    this.#gimbalWish = 0;
    while (this.#up > 0.15 && !this.full) {
      const up = this.#up > 4 ? -2 : this.#up > 0.8 ? -0.8 : -0.4;
      this.#advance({ east: 0, north: 0, up, yawDeg: this.#yaw });
    }
    this.#up = 0;
    this.#velEast = 0;
    this.#velNorth = 0;
    this.#velUp = 0;
    for (let at = 0; at < 1.5 && !this.full; at += SAMPLE_S) this.#rest();
    this.#motors = false;
    this.#mode = MODE.gpsAtti;
    this.#action = 0;
  }

  #cruiseMode(): number {
    return this.#plan.flownBy === "mission" ? MODE.waypoint : MODE.gpsAtti;
  }

  /** Vertical speed that brings the aircraft to a height without overshoot. */
  #climbTo(altM: number): number {
    const left = altM - this.#up;
    const speed = Math.min(Math.sqrt(2 * CLIMB_ACCELERATION_MPS2 * 0.6 * Math.abs(left)), Math.abs(left) * 1.1);
    return left > 0 ? Math.min(MAX_CLIMB_MPS, speed) : -Math.min(MAX_DESCENT_MPS, speed);
  }

  #facing(facing: Facing, dEast: number, dNorth: number, leftM: number): number {
    if (facing.toward === "yaw") return facing.yawDeg;
    if (facing.toward === "path") return leftM > 4 ? Math.atan2(dEast, dNorth) / RAD : this.#yaw;
    return Math.atan2(facing.eastM - this.#east, facing.northM - this.#north) / RAD;
  }

  #photoByDistance(everyM: number | undefined): void {
    if (everyM === undefined || this.#flownM < this.#photoAtM) return;
    this.#photoAtM = this.#flownM + everyM;
    this.flown.events.push({ row: this.flown.rows - 1, event: "photo" });
  }

  /** One sample in the air. */
  #advance(wish: Wish): void {
    const before = { east: this.#velEast, north: this.#velNorth };
    const gain = 1 - Math.exp(-SAMPLE_S / 0.45);
    let pushEast = (wish.east - this.#velEast) * gain;
    let pushNorth = (wish.north - this.#velNorth) * gain;
    const push = Math.hypot(pushEast, pushNorth);
    const limit = ACCELERATION_MPS2 * SAMPLE_S;
    if (push > limit) {
      pushEast *= limit / push;
      pushNorth *= limit / push;
    }
    const gustEast = this.#gustEast();
    const gustNorth = this.#gustNorth();
    this.#velEast += pushEast;
    this.#velNorth += pushNorth;
    const climbLimit = CLIMB_ACCELERATION_MPS2 * SAMPLE_S;
    this.#velUp += Math.max(-climbLimit, Math.min(climbLimit, (wish.up - this.#velUp) * gain * 1.4));
    const moveEast = this.#velEast + gustEast;
    const moveNorth = this.#velNorth + gustNorth;
    this.#east += moveEast * SAMPLE_S;
    this.#north += moveNorth * SAMPLE_S;
    this.#up = Math.max(0, this.#up + (this.#velUp + this.#gustUp()) * SAMPLE_S);
    this.#flownM += Math.hypot(moveEast, moveNorth) * SAMPLE_S;
    this.#turn(wish.yawDeg);
    this.#lean((this.#velEast - before.east) / SAMPLE_S, (this.#velNorth - before.north) / SAMPLE_S);
    this.#push(moveEast, moveNorth, wish);
  }

  /** One sample on the ground. */
  #rest(): void {
    this.#pitch = 0.4;
    this.#roll = -0.3;
    this.#yawRate = 0;
    this.#push(0, 0, null);
  }

  #turn(yawDeg: number): void {
    const left = wrapDeg(yawDeg - this.#yaw);
    const wanted = Math.max(-YAW_RATE_DEG_PER_S, Math.min(YAW_RATE_DEG_PER_S, left * 1.6));
    this.#yawRate += (wanted - this.#yawRate) * 0.35;
    this.#yaw = wrapDeg(this.#yaw + this.#yawRate * SAMPLE_S);
    const gimbalLeft = this.#gimbalWish - this.#gimbal;
    const gimbalStep = GIMBAL_RATE_DEG_PER_S * SAMPLE_S;
    this.#gimbal += Math.max(-gimbalStep, Math.min(gimbalStep, gimbalLeft * 0.4));
  }

  /** Tilt that the acceleration and the drag against the air ask for; nose down is negative pitch. */
  #lean(accEast: number, accNorth: number): void {
    const windTo = (this.#plan.windToDeg ?? 60) * RAD;
    const wind = this.#plan.windMps ?? 2;
    const airEast = this.#velEast - wind * Math.sin(windTo);
    const airNorth = this.#velNorth - wind * Math.cos(windTo);
    const drag = 0.085;
    const tiltEast = (accEast + airEast * drag * G * 0.25) / G;
    const tiltNorth = (accNorth + airNorth * drag * G * 0.25) / G;
    const sin = Math.sin(this.#yaw * RAD);
    const cos = Math.cos(this.#yaw * RAD);
    const pitch = -Math.atan(tiltEast * sin + tiltNorth * cos) / RAD;
    const roll = Math.atan(tiltEast * cos - tiltNorth * sin) / RAD;
    this.#pitch += (pitch + this.#shake() - this.#pitch) * 0.4;
    this.#roll += (roll + this.#shake() - this.#roll) * 0.4;
  }

  #push(moveEast: number, moveNorth: number, wish: Wish | null): void {
    const { flown } = this;
    const row = flown.rows;
    if (row >= this.#maxRows) return;
    flown.eastM[row] = this.#east;
    flown.northM[row] = this.#north;
    flown.upM[row] = this.#up;
    flown.speedEastMps[row] = moveEast;
    flown.speedNorthMps[row] = moveNorth;
    flown.climbMps[row] = wish === null ? 0 : this.#velUp;
    flown.yawDeg[row] = this.#yaw;
    flown.pitchDeg[row] = this.#pitch;
    flown.rollDeg[row] = this.#roll;
    flown.gimbalPitchDeg[row] = this.#gimbal;
    flown.flightMode[row] = this.#mode;
    flown.goHomeStatus[row] = this.#goHome;
    flown.flightAction[row] = this.#action;
    flown.motorUp[row] = this.#motors ? 1 : 0;
    flown.inAir[row] = wish === null ? 0 : 1;
    if (wish !== null && this.#mode === MODE.gpsAtti) this.#sticks(row, wish);
    flown.rows = row + 1;
  }

  /** Sticks that a hand would hold for the wish: body-frame speed over the aircraft's maximum. */
  #sticks(row: number, wish: Wish): void {
    const { flown } = this;
    const sin = Math.sin(this.#yaw * RAD);
    const cos = Math.cos(this.#yaw * RAD);
    const idle = Math.hypot(wish.east, wish.north) < 0.4;
    const hand = this.#hand();
    flown.elevator[row] = idle ? 0 : clampUnit((wish.east * sin + wish.north * cos) / 14 + hand);
    flown.aileron[row] = idle ? 0 : clampUnit((wish.east * cos - wish.north * sin) / 14 + hand * 0.5);
    flown.throttle[row] = Math.abs(wish.up) < 0.15 ? 0 : clampUnit(wish.up / 4 + hand * 0.3);
    flown.rudder[row] = Math.abs(this.#yawRate) < 2 ? 0 : clampUnit(this.#yawRate / 80);
  }
}

function clampUnit(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

/** An angle in -180 to 180. */
function wrapDeg(degrees: number): number {
  const turn = ((degrees + 180) % 360) + (degrees + 180 < 0 ? 360 : 0);
  return (turn % 360) - 180;
}
