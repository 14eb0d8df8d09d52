/** What the sample operation has beside its flight records: cards with pictures and a film, logs of other aircraft. All synthetic. */
import { sampleLogs } from "./logs/sample-logs.ts";
import { sampleCards } from "./media/sample-cards.ts";
import { sampleFilms } from "./media/sample-films.ts";
import { newRandom } from "./random.ts";
import type { SampleFile } from "./sample-file.ts";
import { SAMPLE_SEED } from "./sample-recordings.ts";

/** Makes them. The same seed gives the same bytes. About 7 MB and some seconds of drawing. */
export function sampleMedia(seed = SAMPLE_SEED): SampleFile[] {
  const random = newRandom(seed);
  return [...sampleCards(random), ...sampleFilms(random), ...sampleLogs(random)];
}
