/** Any rows and any questions about them, for properties: values repeat, so that groups and ties are many. */
import fc from "fast-check";
import type { Condition, GroupKey, GroupQuery, Measure, PageQuery, Selection } from "../../src/index.ts";
import type { MadeOriginal, Row } from "./made-conversations.ts";

const texts = [
  "tcp",
  "TCP",
  "udp",
  "",
  " ",
  "a b",
  "b a",
  "é",
  "É",
  "\uffff",
  "😀",
  "😁b",
  "example.org",
  "Example.ORG",
  "line\nfeed",
  "\ud7ff",
  "\ue000",
];
const wholes = [0, 1, 2, 7, 1_700_000_000_000_000, -5, -1_700_000_000_000_000, 2 ** 53 - 1];

const anyText = fc.option(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...texts) }, fc.string({ unit: "binary", maxLength: 4 })), {
  freq: 5,
});
const anyWhole = fc.option(fc.oneof(fc.constantFrom(...wholes), fc.integer({ min: -20, max: 20 })), { freq: 5 });
const anySmall = fc.integer({ min: 0, max: 3 });

const anyRow: fc.Arbitrary<Omit<Row, "id">> = fc.record({
  timeUs: anyWhole,
  sizeBytes: anyWhole,
  ratio: fc.option(fc.constantFrom(0.5, -0.25, 3, 1024.125)),
  port: fc.constantFrom(-1, 0, 53, 443, 65_535, 2_147_483_647, -2_147_483_648),
  flag: anySmall,
  service: anyText,
  server: anyText,
});

/** Up to three originals of up to three segments. */
export const anyOriginals: fc.Arbitrary<MadeOriginal[]> = fc
  .array(fc.array(fc.array(anyRow, { maxLength: 25 }), { maxLength: 3 }), { maxLength: 3 })
  .map((originals) =>
    originals.map((segments, at) => ({
      sha256: "cab"[at]?.repeat(64) ?? "",
      segments: segments.map((rows, segment) => rows.map((row, place) => ({ id: `${(place * 7) % 25}-${segment}`, ...row }))),
    })),
  );

const textColumns = ["id", "service", "server", "original"];
const numberColumns = ["timeUs", "sizeBytes", "ratio", "port", "flag"];
const allColumns = [...textColumns, ...numberColumns];
const anyColumn = fc.constantFrom(...allColumns);
const anyNumberColumn = fc.constantFrom(...numberColumns);
const anyTextColumn = fc.constantFrom(...textColumns);
const anyBound = fc.option(fc.oneof(fc.constantFrom(...wholes), fc.double({ noNaN: true, noDefaultInfinity: true, min: -30, max: 30 })), {
  nil: undefined,
});

const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(anyColumn, fc.array(fc.oneof(anyText, fc.constant("a".repeat(64))), { maxLength: 3 }), fc.array(anyWhole, { maxLength: 3 }))
    .map(([column, words, numbers]): Condition => ({ is: "oneOf", column, values: textColumns.includes(column) ? words : numbers })),
  fc.tuple(anyNumberColumn, anyBound, anyBound).map(
    ([column, from, below]): Condition => ({
      is: "between",
      column,
      ...(from === undefined ? {} : { from }),
      ...(below === undefined ? {} : { below }),
    }),
  ),
  fc
    .tuple(fc.array(anyTextColumn, { maxLength: 3 }), fc.constantFrom("", "C", "ORG", "é", "É", "😀", "\n", " ", "org"))
    .map(([columns, text]): Condition => ({ is: "contains", columns, text })),
  fc
    .tuple(anyTextColumn, fc.constantFrom("a", "b", "", "tcp", "a b"))
    .map(([column, word]): Condition => ({ is: "hasWord", column, word })),
);

const anyWhere = fc.array(anyCondition, { maxLength: 2 });
const anyWindow = fc.record({ offset: fc.integer({ min: 0, max: 30 }), limit: fc.integer({ min: 0, max: 60 }) });
const anyDirection = fc.constantFrom("asc" as const, "desc" as const);

/** Any page question, without its table and datasets. */
export const anyPageQuery: fc.Arbitrary<Omit<PageQuery, keyof Selection> & Pick<Selection, "where">> = fc
  .tuple(
    anyWhere,
    fc.array(anyColumn, { maxLength: 4 }),
    fc.array(fc.record({ name: anyColumn, direction: anyDirection }), { maxLength: 3 }),
    anyWindow,
  )
  .map(([where, columns, order, window]) => ({ where, columns, order, ...window }));

const anyMeasure: fc.Arbitrary<Measure> = fc.oneof(
  fc.constant<Measure>({ of: "count" }),
  fc.constantFrom("sizeBytes", "timeUs", "port", "flag").map((column): Measure => ({ of: "sum", column })),
  fc
    .tuple(fc.constantFrom("min" as const, "max" as const, "distinct" as const), anyColumn)
    .map(([of, column]): Measure => ({ of, column })),
  fc.tuple(anyTextColumn, fc.integer({ min: 1, max: 20 })).map(([column, limit]): Measure => ({ of: "list", column, limit })),
);

const anyKey: fc.Arbitrary<GroupKey> = fc.oneof(
  anyColumn.map((column): GroupKey => ({ column })),
  fc
    .tuple(anyNumberColumn, fc.constantFrom(0, -3, 5.5, 1_700_000_000_000_000), fc.constantFrom(1, 2.5, 1000))
    .map(([column, from, width]): GroupKey => ({ column, from, width })),
);

/** Any group question, without its table and datasets. */
export const anyGroupQuery: fc.Arbitrary<Omit<GroupQuery, keyof Selection> & Pick<Selection, "where">> = fc
  .tuple(
    anyWhere,
    fc.uniqueArray(anyKey, { maxLength: 3, selector: ({ column }) => column }),
    fc.array(anyMeasure, { maxLength: 4 }),
    anyWindow,
  )
  .chain(([where, by, measures, window]) => {
    const named = Object.fromEntries(measures.map((measure, at) => [`m${at}`, measure]));
    const names = [...by.map(({ column }) => column), ...Object.keys(named)];
    const anyOrder =
      names.length === 0
        ? fc.constant([])
        : fc.array(fc.record({ name: fc.constantFrom(...names), direction: anyDirection }), { maxLength: 3 });
    return anyOrder.map((order) => ({ where, by, measures: named, order, ...window }));
  });
