/** Which board an ArduPilot vehicle flies with, from the lines that it writes when it starts. */

/** A board. */
export interface ArdupilotBoard {
  readonly name: string;
  /** Its processor's number, three groups of eight hexadecimal digits joined. */
  readonly id: string;
}

/** The line `CubeOrange 003C0029 31395111 37343435`; `undefined` when none of the lines is one. */
export function ardupilotBoard(lines: readonly string[]): ArdupilotBoard | undefined {
  for (const line of lines) {
    const match = /^(\S.{0,39}?) ([0-9A-Fa-f]{8}) ([0-9A-Fa-f]{8}) ([0-9A-Fa-f]{8})$/.exec(line.trim());
    if (match === null) continue;
    const [, name, ...parts] = match as unknown as [string, string, string, string, string];
    return { name, id: parts.join("").toUpperCase() };
  }
  return undefined;
}
