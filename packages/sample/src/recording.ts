/** Turns a simulated flight into the records an app would have written about it, in the order it would have written them. */
import {
  appGpsRecord,
  batteryCellsRecord,
  batteryDynamicRecord,
  batteryStaticRecord,
  cameraRecord,
  centerBatteryRecord,
  componentSerialRecord,
  customRecord,
  type DjiWriteItem,
  firmwareRecord,
  gimbalRecord,
  homeRecord,
  mcParamsRecord,
  ofdmRecord,
  osdRecord,
  rcRecord,
  recoverRecord,
  smartBatteryRecord,
  textRecord,
} from "@creance/formats";
import type { AppDialect, SampleAircraft } from "./aircraft.table.ts";
import { appPlatformOf, appVersionOf } from "./app-dialect.ts";
import type { Discharge } from "./battery.ts";
import type { Flown } from "./flown.ts";
import { SAMPLE_S } from "./flown.ts";
import { type PhoneView, seeFromPhone } from "./phone-view.ts";
import { placeScale, type SamplePlace } from "./place.ts";
import type { FlightPlan } from "./plan.ts";
import { newWander, type Random } from "./random.ts";
import type { SatelliteFix } from "./satellite-fix.ts";

/** A flight together with everything that decides how it is recorded. */
export interface Recording {
  readonly aircraft: SampleAircraft;
  readonly place: SamplePlace;
  readonly plan: FlightPlan;
  readonly flown: Flown;
  readonly discharge: Discharge;
  readonly fix: SatelliteFix;
  readonly dialect: AppDialect;
  /** True time of the first sample, milliseconds since 1970-01-01 UTC. */
  readonly startMs: number;
  /** What the phone's clock shows minus the true time; default 0. */
  readonly phoneClockMs?: number;
  /** First sample that this phone saw; default 0. */
  readonly fromRow?: number;
  /** What differs from phone to phone: its clock, its radio, its position. */
  readonly random: Random;
}

/** Samples with a fix until the aircraft takes its place for home. */
const HOME_ROWS = 40;

/** All records of a recording. */
export function recordItems(recording: Recording): DjiWriteItem[] {
  return new Recorder(recording).items();
}

class Recorder {
  readonly #recording: Recording;
  readonly #scale: { readonly latPerM: number; readonly lonPerM: number };
  readonly #view: PhoneView;
  readonly #items: DjiWriteItem[] = [];
  readonly #radio: () => number;
  readonly #pilotEast: () => number;
  readonly #pilotNorth: () => number;
  #flyTimeS = 0;
  #photos = 0;
  #recordingSince = -1;
  #lowWarned = false;
  #seriousWarned = false;
  #homeSet = false;
  #wasInAir = false;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#scale = placeScale(recording.place);
    this.#view = seeFromPhone(recording);
    const { random } = recording;
    this.#radio = newWander(random.fork("radio"), 3, 4, SAMPLE_S);
    this.#pilotEast = newWander(random.fork("pilotEast"), 2.5, 30, 2);
    this.#pilotNorth = newWander(random.fork("pilotNorth"), 2.5, 30, 2);
  }

  items(): DjiWriteItem[] {
    const { flown, fromRow = 0 } = this.#recording;
    this.#opening();
    this.#homeSet = fromRow > HOME_ROWS;
    this.#wasInAir = fromRow > 0 && flown.inAir[fromRow - 1] === 1;
    let event = flown.events.findIndex((candidate) => candidate.row >= fromRow);
    if (event < 0) event = flown.events.length;
    for (let row = 0; row < flown.rows; row += 1) {
      if (flown.motorUp[row] === 1) this.#flyTimeS += SAMPLE_S;
      if (row < fromRow) continue;
      this.#row(row);
      for (; event < flown.events.length; event += 1) {
        const next = flown.events[event];
        if (next === undefined || next.row > row) break;
        if (next.event === "text") this.#items.push(textRecord(next.kind, next.text));
        else if (next.event === "photo") this.#photo(row);
        else this.#recordingSince = next.state === "start" ? row : -1;
      }
    }
    return this.#items;
  }

  #opening(): void {
    const { aircraft, dialect, startMs } = this.#recording;
    if (dialect !== "ios") {
      this.#items.push(
        componentSerialRecord({ component: 2, serial: aircraft.serial }),
        componentSerialRecord({ component: 1, serial: aircraft.cameraSerial }),
        componentSerialRecord({ component: 3, serial: aircraft.rcSerial }),
        componentSerialRecord({ component: 4, serial: aircraft.batterySerial }),
      );
    }
    this.#items.push(
      recoverRecord({
        productType: aircraft.productType,
        appPlatform: appPlatformOf(dialect),
        appVersion: appVersionOf(dialect),
        aircraftSerial: aircraft.serial.slice(0, 16),
        aircraftName: aircraft.name,
        timeMs: startMs + (this.#recording.phoneClockMs ?? 0),
        cameraSerial: aircraft.cameraSerial,
        rcSerial: aircraft.rcSerial,
        batterySerial: aircraft.batterySerial,
      }),
      firmwareRecord(aircraft.firmware),
      mcParamsRecord({ failsafe: 2, mcFlags: 2 }),
    );
  }

  /** Everything that is written at one sample: each kind of record at its own pace, as apps do. */
  #row(row: number): void {
    const items = this.#items;
    this.#osd(row);
    items.push(customRecord(this.#view.stamp(row, this.#distanceHomeM(row), this.#speedMps(row))));
    items.push(
      gimbalRecord({
        gimbalPitchDeg: this.#recording.flown.gimbalPitchDeg[row] as number,
        gimbalRollDeg: 0.1,
        gimbalYawDeg: this.#recording.flown.yawDeg[row] as number,
        gimbalMode: 2,
      }),
    );
    if (row % 2 === 0) this.#sticks(row);
    if (row % 5 === 1) this.#signal(row);
    if (row % 20 === 0) this.#home(row);
    if (row % 10 === 3) this.#battery(row);
    if (row % 10 === 6) this.#smartBattery(row);
    if (row % 10 === 8) this.#camera(row, 0);
    if (row % 20 === 7) this.#pilot();
    this.#appTexts(row);
  }

  #osd(row: number): void {
    const { flown, fix, discharge, aircraft } = this.#recording;
    const satellites = fix.satellites[row] as number;
    const level = discharge.levelPct[row] as number;
    this.#items.push(
      osdRecord({
        latDeg: fix.latDeg[row] as number,
        lonDeg: fix.lonDeg[row] as number,
        altHomeM: flown.upM[row] as number,
        speedNorthMps: flown.speedNorthMps[row] as number,
        speedEastMps: flown.speedEastMps[row] as number,
        speedDownMps: -(flown.climbMps[row] as number),
        pitchDeg: flown.pitchDeg[row] as number,
        rollDeg: flown.rollDeg[row] as number,
        yawDeg: flown.yawDeg[row] as number,
        flightMode: flown.flightMode[row] as number,
        inAir: flown.inAir[row] === 1,
        motorUp: flown.motorUp[row] === 1,
        goHomeStatus: flown.goHomeStatus[row] as number,
        voltageWarning: level < 12 ? 2 : level < 28 ? 1 : 0,
        imuPreheated: true,
        modeChannel: 2,
        gpsValid: satellites >= 8,
        gpsLevel: satellites === 0 ? 0 : satellites >= 12 ? 5 : satellites >= 10 ? 4 : satellites >= 8 ? 3 : 2,
        batteryType: 2,
        satellites,
        flightAction: flown.flightAction[row] as number,
        nonGpsCause: satellites < 8 ? 2 : 0,
        batteryPct: Math.ceil(level),
        swaveWork: (flown.upM[row] as number) < 5,
        swaveHeightM: (flown.upM[row] as number) < 5 ? (flown.upM[row] as number) : 0,
        flyTimeS: this.#flyTimeS,
        motorRevolution: flown.motorUp[row] === 1 ? 60 : 0,
        droneType: aircraft.productType,
        lengthBytes: this.#recording.dialect === "ios" ? 53 : 55,
      }),
    );
  }

  #sticks(row: number): void {
    const { flown } = this.#recording;
    const stick = (value: number): number => Math.round(1024 + 660 * value);
    this.#items.push(
      rcRecord({
        aileron: stick(flown.aileron[row] as number),
        elevator: stick(flown.elevator[row] as number),
        throttle: stick(flown.throttle[row] as number),
        rudder: stick(flown.rudder[row] as number),
        buttonBits: 0b0010_0000,
      }),
    );
  }

  #signal(row: number): void {
    const { plan } = this.#recording;
    const timeS = row * SAMPLE_S;
    const blocked = plan.weakRadio?.some((spell) => timeS >= spell.fromS && timeS < spell.toS) === true;
    const base = 99 - Math.min(45, this.#distanceHomeM(row) * 0.055) - (blocked ? 38 : 0) + this.#radio();
    const uplink = row % 10 === 1;
    this.#items.push(ofdmRecord({ signalPct: Math.max(5, Math.min(100, uplink ? base : base - 4)), uplink }));
  }

  #home(row: number): void {
    const { place, plan } = this.#recording;
    const known = row >= HOME_ROWS + (plan.samplesBeforeFix ?? 0);
    if (known && !this.#homeSet) {
      this.#homeSet = true;
      this.#items.push(textRecord("appTip", "Home point recorded. Return height 50 m."));
    }
    this.#items.push(
      homeRecord({
        position: known ? { latDeg: place.latDeg, lonDeg: place.lonDeg } : null,
        altAmslM: place.altAmslM,
        goHomeHeightM: 50,
        recordIndex: 118,
        maxHeightM: 120,
        sdPct: 31,
      }),
    );
  }

  #battery(row: number): void {
    const { discharge, aircraft, dialect } = this.#recording;
    const { cells } = aircraft.pack;
    const cellsV = Array.from(discharge.cellsV.subarray(row * cells, (row + 1) * cells));
    const level = Math.ceil(discharge.levelPct[row] as number);
    const shared = {
      voltageV: discharge.voltageV[row] as number,
      currentA: discharge.currentA[row] as number,
      chargeMah: discharge.chargeMah[row] as number,
      fullChargeMah: aircraft.pack.capacityMah,
      tempDegC: discharge.tempDegC[row] as number,
      batteryPct: level,
    };
    if (dialect === "ios") {
      this.#items.push(centerBatteryRecord({ ...shared, lifePct: 94, discharges: aircraft.discharges, cellsV, batterySerial: 1001 }));
      return;
    }
    if (row % 100 === 3) {
      this.#items.push(
        batteryStaticRecord({
          batteryIndex: 1,
          designedChargeMah: aircraft.pack.capacityMah,
          loopTimes: aircraft.discharges,
          fullVoltageV: aircraft.pack.cells * 4.35,
        }),
      );
    }
    this.#items.push(batteryDynamicRecord({ batteryIndex: 1, cells, ...shared }), batteryCellsRecord({ batteryIndex: 1, cellsV }));
  }

  #smartBattery(row: number): void {
    const { discharge, flown } = this.#recording;
    const level = discharge.levelPct[row] as number;
    const homeS = this.#distanceHomeM(row) / 10 + (flown.upM[row] as number) / 2;
    this.#items.push(
      smartBatteryRecord({
        usefulTimeS: Math.max(0, (level - 8) * 14),
        goHomeTimeS: homeS,
        landTimeS: (flown.upM[row] as number) / 2 + 6,
        goHomeBatteryPct: 10 + homeS / 14,
        landBatteryPct: 8,
        safeFlyRadiusM: Math.max(0, (level - 12) * 70),
        volumeConsume: 1200,
        voltageV: discharge.voltageV[row] as number,
        batteryPct: level,
        lowWarningPct: 30,
        seriousWarningPct: 12,
      }),
    );
  }

  #photo(row: number): void {
    this.#photos += 1;
    this.#camera(row, 1);
  }

  #camera(row: number, shooting: 0 | 1): void {
    const recording = this.#recordingSince >= 0;
    const recordS = recording ? (row - this.#recordingSince) * SAMPLE_S : 0;
    this.#items.push(
      cameraRecord({
        cameraFlags: 1 | (shooting << 3) | (recording ? 1 << 6 : 0),
        sdFlags: 2,
        workMode: recording ? 1 : 0,
        sdTotalMb: 61_024,
        sdFreeMb: Math.max(0, 41_876 - this.#photos * 9 - recordS * 7),
        photosLeft: Math.max(0, 4650 - this.#photos),
        videoLeftS: 5900 - recordS,
        recordS,
        cameraType: 0x19,
      }),
    );
  }

  #pilot(): void {
    const { place, plan, dialect } = this.#recording;
    const pilot = plan.pilot ?? { eastM: -4, northM: -6 };
    this.#items.push(
      appGpsRecord({
        latDeg: place.latDeg + (pilot.northM + this.#pilotNorth()) * this.#scale.latPerM,
        lonDeg: place.lonDeg + (pilot.eastM + this.#pilotEast()) * this.#scale.lonPerM,
        accuracyM: dialect === "ios" ? 5 : 3.9,
      }),
    );
  }

  /** Texts that the app shows by itself. */
  #appTexts(row: number): void {
    const { flown, discharge } = this.#recording;
    const level = discharge.levelPct[row] as number;
    const inAir = flown.inAir[row] === 1;
    if (inAir && !this.#wasInAir) this.#items.push(textRecord("appTip", "Taking off."));
    if (!inAir && this.#wasInAir) this.#items.push(textRecord("appTip", "Landed. Motors stop."));
    this.#wasInAir = inAir;
    if (!this.#lowWarned && level < 28) {
      this.#lowWarned = true;
      this.#items.push(textRecord("appWarn", "Battery low. Return to home soon."));
    }
    if (!this.#seriousWarned && level < 12) {
      this.#seriousWarned = true;
      this.#items.push(textRecord("appSeriousWarn", "Battery very low. Land now."));
    }
  }

  #distanceHomeM(row: number): number {
    return Math.hypot(this.#recording.flown.eastM[row] as number, this.#recording.flown.northM[row] as number);
  }

  #speedMps(row: number): number {
    return Math.hypot(this.#recording.flown.speedEastMps[row] as number, this.#recording.flown.speedNorthMps[row] as number);
  }
}
