/** File names of the form that the maker's apps give flight records: `DJIFlightRecord_2026-01-01_[12-30-00].txt`. */
const recordName = /^(?:.*[/\\])?DJIFlightRecord_\d{4}-\d\d-\d\d[^/\\]{0,100}\.(?:txt|zip|gz)$/i;
/** Longer names are none. */
const MAX_NAME_LENGTH = 400;

/** True when a file with this name (a path before it does not matter) says of itself that it is a flight record. */
export function isRecordName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && recordName.test(name);
}
