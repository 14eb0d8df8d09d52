/** The table of MAVLink messages against the published definitions, as another library generated them from the same XML. */
import { ardupilotmega, common, minimal, standard } from "node-mavlink";
import { expect, test } from "vitest";
import { type MavlinkMessage, mavlinkMessages } from "../src/mavlink/messages.table.ts";

interface Definition {
  readonly MSG_NAME: string;
  readonly MAGIC_NUMBER: number;
  readonly FIELDS: readonly {
    readonly source: string;
    readonly offset: number;
    readonly type: string;
    readonly size: number;
    readonly length: number;
    readonly extension: boolean;
  }[];
}

const definitions = { ...minimal.REGISTRY, ...common.REGISTRY, ...standard.REGISTRY, ...ardupilotmega.REGISTRY } as unknown as Readonly<
  Record<number, Definition>
>;
const kinds: Readonly<Record<string, string>> = { float32: "float", float64: "double", text: "char" };

test.each(Object.values(mavlinkMessages) as MavlinkMessage[])(
  "$name stands where it was published",
  ({ id, name, crcExtra, baseBytes, fields }) => {
    const definition = definitions[id] as Definition;
    expect([definition.MSG_NAME, definition.MAGIC_NUMBER]).toEqual([name, crcExtra]);
    // Extension fields come last and are not part of the length of version 1.
    const base = definition.FIELDS.filter(({ extension }) => !extension).reduce(
      (sum, { size, length }) => sum + size * Math.max(1, length),
      0,
    );
    expect(baseBytes).toBe(base);
    for (const [field, kind, offset, count] of fields) {
      const published = definition.FIELDS.find(({ source }) => source === field);
      expect([field, published?.offset]).toEqual([field, offset]);
      // Numbers of boards are 64 bits there, identities bytes; here the ones are written as hexadecimal digits, the others read as texts.
      if (field === "uid" || field === "uas_id" || field === "operator_id") continue;
      expect([field, published?.type.replace("[]", "").replace("_t", "")]).toEqual([field, kinds[kind] ?? kind]);
      expect([field, published?.length || undefined]).toEqual([field, count]);
    }
  },
);
