/** Characters that turn the reading direction of what stands behind them: names of files can hold them and look like other names. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text from a file as it may be shown beside other text: what turns the reading direction becomes `·`. */
export function unturned(text: string): string {
  return text.replace(TURNS, "·");
}
