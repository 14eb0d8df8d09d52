/** Conversations over time, by their start. */
import type { FlowTimeline, FlowTimelineQuery } from "@creance/api";
import type { Dataset, GroupQuery } from "@creance/warehouse";
import { type Buckets, bucketsOver } from "./bucket-width.ts";
import { flowConditions } from "./flow-conditions.ts";
import type { AskedStore } from "./flow-list.ts";
import { flowsTable } from "./flows-table.ts";
import { measured } from "./measured.ts";

/** Width of an empty time line. */
const EMPTY_WIDTH_US = 1_000_000;

/** Answers a time line: one question for its ends, one for the buckets between. */
export async function answerTimeline({ store, datasets }: AskedStore, query: FlowTimelineQuery): Promise<FlowTimeline> {
  const ends = (await store.groups(endsQuestion(query, datasets))).rows[0]?.measures ?? {};
  const { firstUs, lastUs } = ends;
  if (typeof firstUs !== "number" || typeof lastUs !== "number") {
    return { startUs: null, widthUs: EMPTY_WIDTH_US, conversations: [], bytesOut: [], bytesIn: [] };
  }
  const buckets = bucketsOver(firstUs, lastUs, query.buckets);
  const filled = await store.groups(bucketsQuestion(query, datasets, buckets));
  const zeros = (): number[] => new Array<number>(buckets.count).fill(0);
  const timeline = { startUs: buckets.startUs, widthUs: buckets.widthUs, conversations: zeros(), bytesOut: zeros(), bytesIn: zeros() };
  for (const { keys, measures } of filled.rows) {
    const [bucket] = keys;
    if (typeof bucket !== "number" || !(bucket >= 0 && bucket < buckets.count)) continue;
    timeline.conversations[bucket] = measured(measures["conversations"]);
    timeline.bytesOut[bucket] = measured(measures["bytesOut"]);
    timeline.bytesIn[bucket] = measured(measures["bytesIn"]);
  }
  return timeline;
}

function endsQuestion(query: FlowTimelineQuery, datasets: readonly Dataset[]): GroupQuery {
  return {
    table: flowsTable,
    datasets,
    where: flowConditions(query),
    by: [],
    measures: { firstUs: { of: "min", column: "timeUs" }, lastUs: { of: "max", column: "timeUs" } },
    order: [],
    offset: 0,
    limit: 1,
  };
}

function bucketsQuestion(query: FlowTimelineQuery, datasets: readonly Dataset[], buckets: Buckets): GroupQuery {
  return {
    table: flowsTable,
    datasets,
    where: flowConditions(query),
    by: [{ column: "timeUs", from: buckets.startUs, width: buckets.widthUs }],
    measures: {
      conversations: { of: "count" },
      bytesOut: { of: "sum", column: "origBytes" },
      bytesIn: { of: "sum", column: "respBytes" },
    },
    order: [],
    offset: 0,
    limit: buckets.count,
  };
}
