// The CSV files of @ip-location-db/asn: first address, last address, number of the autonomous system, name.

/**
 * Feeds the ranges of a file (`-num.csv`: addresses are decimal numbers) to a range builder; what lies between ranges belongs to nobody.
 * Where two ranges overlap the one that starts later wins; the number of such places is returned. Anything worse is an error.
 */
export function readAsnRanges(text, ipVersion, builder) {
  let next = 0n;
  let line = 0;
  let overlaps = 0;
  for (let at = 0; at < text.length; line += 1) {
    const end = text.indexOf("\n", at);
    const row = text.slice(at, end < 0 ? text.length : end).trim();
    at = end < 0 ? text.length : end + 1;
    if (row === "") continue;
    const [first, last, asn, name] = fieldsOf(row, line);
    if (first > next) builder.from(addressOf(next, ipVersion), undefined);
    else if (first < next) {
      if (last + 1n < next) throw new Error(`asn, line ${line + 1}: a range lies inside the one before`);
      overlaps += 1;
    }
    builder.from(addressOf(first, ipVersion), { asn, text: name });
    next = last + 1n;
  }
  if (next < 1n << (ipVersion === 4 ? 32n : 128n)) builder.from(addressOf(next, ipVersion), undefined);
  return overlaps;
}

function fieldsOf(row, line) {
  const match = /^(\d{1,39}),(\d{1,39}),(\d{1,10}),(?:"((?:[^"]|"")*)"|([^",]*))$/.exec(row);
  if (match === null) throw new Error(`asn, line ${line + 1}: not four fields`);
  const [, first, last, asn, quoted, plain] = match;
  if (BigInt(last) < BigInt(first)) throw new Error(`asn, line ${line + 1}: the range ends before it starts`);
  return [BigInt(first), BigInt(last), Number(asn), quoted === undefined ? plain : quoted.replaceAll('""', '"')];
}

function addressOf(value, ipVersion) {
  const word = (shift) => Number((value >> shift) & 0xffffffffn);
  return { ipVersion, word0: word(96n), word1: word(64n), word2: word(32n), word3: word(0n) };
}
