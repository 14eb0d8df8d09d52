/** The machine and its batteries, from the records first and the header after. */
import type { DjiComponentSerial, DjiFlightRecord } from "@creance/formats";
import { cellNames, type DjiTrack, headerIsTrusted } from "./dji-track.ts";
import { textOrNull } from "./header-claims.ts";
import type { Segment } from "./segments.ts";
import type { Aircraft, Battery } from "./types.ts";

/** Firmware items told at most. */
const MAX_FIRMWARE = 200;

/** The aircraft. Serials: the full one of ComponentSerial before the header's (cut to 16 characters) before Recover's. */
export function djiAircraft(record: DjiFlightRecord): Aircraft {
  const details = headerIsTrusted(record) ? record.header.details : null;
  const recover = record.recovers[0];
  const productType = details?.productType ?? recover?.productType ?? null;
  return {
    productType,
    productName: details?.productName ?? null,
    name: textOrNull(details?.aircraftName ?? "") ?? textOrNull(recover?.aircraftName ?? ""),
    serial: aircraftSerial(record),
    cameraSerial: serialOf(record, "camera", details?.cameraSerial, recover?.cameraSerial),
    rcSerial: serialOf(record, "rc", details?.rcSerial, recover?.rcSerial),
    firmware: firmwareOf(record),
  };
}

/** The aircraft's serial number, the longest form that the record has; `null` when it has none. */
export function aircraftSerial(record: DjiFlightRecord): string | null {
  const details = headerIsTrusted(record) ? record.header.details : null;
  return serialOf(record, "aircraft", details?.aircraftSerial, record.recovers[0]?.aircraftSerial);
}

function serialOf(
  record: DjiFlightRecord,
  component: DjiComponentSerial["componentName"],
  ...others: readonly (string | undefined)[]
): string | null {
  const full = record.componentSerials.filter((one) => one.componentName === component).map((one) => one.serial);
  for (const serial of [...full, ...others]) {
    const clean = textOrNull(serial ?? "");
    if (clean !== null) return clean;
  }
  return null;
}

function firmwareOf(record: DjiFlightRecord): Aircraft["firmware"] {
  const byComponent = new Map<string, string>();
  for (const { sender, subSender, version } of record.firmware) {
    if (byComponent.size >= MAX_FIRMWARE) break;
    byComponent.set(subSender === 0 ? `component ${sender}` : `component ${sender}.${subSender}`, version);
  }
  return [...byComponent].map(([component, version]) => ({ component, version }));
}

/** The batteries of a flight: one for each pack the record knows, at least one when it has any battery value. */
export function djiBatteries(record: DjiFlightRecord, dji: DjiTrack, { start, end }: Segment): readonly Battery[] {
  const { centerBattery, batteryStatic } = record.streams;
  const details = headerIsTrusted(record) ? record.header.details : null;
  const serial = serialOf(record, "battery", details?.batterySerial, record.recovers[0]?.batterySerial);
  const lastCenter = centerBattery.rows - 1;
  const { minCellV, maxCellSpreadV, cells } = cellFigures(dji, start, end);
  const maxTempDegC = greatest(dji.track.columns.batteryTempDegC, start, end);
  const first: Battery = {
    serial,
    cells,
    designedChargeMah: null,
    fullChargeMah: positive(centerBattery.columns.fullChargeMah[lastCenter]),
    discharges: lastCenter < 0 ? null : (centerBattery.columns.discharges[lastCenter] ?? null),
    lifePct: positive(centerBattery.columns.lifePct[lastCenter]),
    minCellV,
    maxCellSpreadV,
    maxTempDegC,
  };
  let firstIndex = 255;
  for (let at = 0; at < batteryStatic.rows; at += 1) firstIndex = Math.min(firstIndex, batteryStatic.columns.batteryIndex[at] as number);
  const packs = new Map<number, Battery>();
  for (let at = 0; at < batteryStatic.rows && packs.size < 8; at += 1) {
    const index = batteryStatic.columns.batteryIndex[at] as number;
    const base: Battery =
      index === firstIndex
        ? first
        : {
            ...first,
            serial: null,
            cells: null,
            fullChargeMah: null,
            discharges: null,
            lifePct: null,
            minCellV: null,
            maxCellSpreadV: null,
            maxTempDegC: null,
          };
    packs.set(index, {
      ...base,
      designedChargeMah: positive(batteryStatic.columns.designedChargeMah[at]),
      discharges: base.discharges ?? batteryStatic.columns.loopTimes[at] ?? null,
    });
  }
  if (packs.size > 0) return [...packs].sort(([a], [b]) => a - b).map(([, battery]) => battery);
  const known = Object.values(first).some((value) => value !== null);
  return known ? [first] : [];
}

function cellFigures({ track }: DjiTrack, start: number, end: number): Pick<Battery, "minCellV" | "maxCellSpreadV" | "cells"> {
  const columns = cellNames.map((name) => track.columns[name]);
  let least = Number.POSITIVE_INFINITY;
  let spread = -1;
  let most = 0;
  for (let row = start; row < end; row += 1) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let count = 0;
    for (const cell of columns) {
      const volt = cell[row] as number;
      if (Number.isNaN(volt)) continue;
      count += 1;
      if (volt < low) low = volt;
      if (volt > high) high = volt;
    }
    if (low < least) least = low;
    if (count > 1 && high - low > spread) spread = high - low;
    if (count > most) most = count;
  }
  return {
    minCellV: least === Number.POSITIVE_INFINITY ? null : least,
    maxCellSpreadV: spread < 0 ? null : spread,
    cells: most === 0 ? null : most,
  };
}

function greatest(values: ArrayLike<number>, start: number, end: number): number | null {
  let most = Number.NEGATIVE_INFINITY;
  for (let row = start; row < end; row += 1) if ((values[row] as number) > most) most = values[row] as number;
  return most === Number.NEGATIVE_INFINITY ? null : most;
}

function positive(value: number | undefined): number | null {
  return value !== undefined && value > 0 ? value : null;
}
