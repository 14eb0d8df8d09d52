/** What things would reveal as they are, in the few sentences of a preview. */
import type { ExposureReport } from "@creance/api";

const MOST_HEADERS = 20;
const MOST_SITES = 10;

/** The report in sentences: sites first, then what the headers give away. */
export function exposureSentences({ sentence, sites, headers, unknown }: ExposureReport): readonly string[] {
  return [
    sentence,
    ...sites
      .slice(0, MOST_SITES)
      .map(({ site, certainty, items }) => `${certainty === "probably" ? "Probably shows" : "May show"} ${site} (${items} of the items).`),
    ...headers
      .slice(0, MOST_HEADERS)
      .map(({ label, values, items, sentence: means }) => `${label}: ${values} in ${items} of the items. ${means}`),
    ...(unknown.length > 0 ? [`${unknown.length} of the items may show anything: their view is not known.`] : []),
  ];
}
