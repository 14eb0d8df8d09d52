/**
 * The script that lies in every export and evidence package: it checks them with openssl and sha256sum, without a line of this program. In
 * the text below `@{` stands for the shell's `${`.
 */
const script = String.raw`#!/bin/sh
# Checks the ledger in this folder without the program that wrote it: signature, tiles, root hash, proofs, files.
# Needs sh, openssl 3, sha256sum, base64, od, awk, cmp, fold, xargs.
#
#   sh verify.sh [--vkey KEY] [--cosigner KEY] [--tsa-ca FILE] [--max ENTRIES]
#
# KEY is a verifier key (name+hash+base64). Without --vkey the key beside the checkpoint is used: then this shows that the
# folder fits together, not whose it is. Exit status: 0 everything that could be checked holds, 1 something does not.
set -u
LC_ALL=C
export LC_ALL
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
vkey=''
cosigners=''
authority=''
max=20000
while [ $# -gt 0 ]; do
  if [ $# -lt 2 ]; then echo "usage: verify.sh [--vkey KEY] [--cosigner KEY] [--tsa-ca FILE] [--max ENTRIES]" >&2; exit 2; fi
  case $1 in
    --vkey) vkey=$2 ;;
    --cosigner) cosigners="$cosigners $2" ;;
    --tsa-ca) authority=$2 ;;
    --max) max=$2 ;;
    *) echo "usage: verify.sh [--vkey KEY] [--cosigner KEY] [--tsa-ca FILE] [--max ENTRIES]" >&2; exit 2 ;;
  esac
  shift 2
done
case $authority in '' | /*) ;; *) authority=$PWD/$authority ;; esac
cd -- "$here" || exit 2
T=$(mktemp -d) || exit 2
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0
good() { passed=$((passed + 1)); echo "ok      $1"; }
bad() { failed=$((failed + 1)); echo "FAILED  $1"; }
say() { echo "        $1"; }

hex() { od -An -v -tx1 | tr -d ' \n'; }
# Arguments for printf %b that give the bytes of a text of hexadecimal digits.
octal() { printf %s "$1" | awk '{ for (i = 1; i < length($0); i += 2) printf "\\0%03o", (index("0123456789abcdef", substr($0, i, 1)) - 1) * 16 + index("0123456789abcdef", substr($0, i + 1, 1)) - 1 }'; }
node_hash() { printf %b "$(octal "01$1$2")" | sha256sum | cut -c1-64; }
is_hash() { case $1 in *[!0-9a-f]*) return 1 ;; esac; [ @{#1} -eq 64 ]; }
is_number() { case $1 in '' | *[!0-9]* | 0?* | ????????????????*) return 1 ;; esac; }
# tlog-tiles: 1234067 is x001/x234/067.
tile_path() {
  number=$1
  path=$(printf %03d $((number % 1000)))
  number=$((number / 1000))
  while [ "$number" -gt 0 ]; do
    path=$(printf 'x%03d/%s' $((number % 1000)) "$path")
    number=$((number / 1000))
  done
  if [ "$2" -lt 256 ]; then path=$path.p/$2; fi
  printf %s "$path"
}

# Splits a note into $T/note.body and $T/note.lines; sets origin, size and root.
read_note() {
  awk '/^$/ { exit } { print }' "$1" > "$T/note.body"
  awk 'after { print } /^$/ { after = 1 }' "$1" > "$T/note.lines"
  origin=$(sed -n 1p "$T/note.body")
  size=$(sed -n 2p "$T/note.body")
  root=$(sed -n 3p "$T/note.body" | base64 -d 2> /dev/null | hex)
  is_number "$size" && is_hash "$root"
}

# signed NOTE KEY: true when a signature of this key stands under the note. Sets seen to the time of a cosignature.
signed() {
  read_note "$1" || return 1
  name=@{2%%+*}
  after=@{2#*+}
  id=@{after%%+*}
  printf %s "@{after#*+}" | base64 -d > "$T/key" 2> /dev/null || return 1
  [ "$(wc -c < "$T/key")" -eq 33 ] || return 1
  kind=$(head -c 1 "$T/key" | hex)
  [ "$({ printf '%s\n' "$name"; cat "$T/key"; } | sha256sum | cut -c1-8)" = "$id" ] || return 1
  { printf %b '\0060\0052\0060\0005\0006\0003\0053\0145\0160\0003\0041\0000'; tail -c 32 "$T/key"; } > "$T/key.der"
  awk -v name="$name" '$1 == "\342\200\224" && $2 == name && NF == 3 { print $3 }' "$T/note.lines" > "$T/signatures"
  while read -r signature; do
    printf %s "$signature" | base64 -d > "$T/signature" 2> /dev/null || continue
    [ "$(head -c 4 "$T/signature" | hex)" = "$id" ] || continue
    case $kind in
      01)
        [ "$(wc -c < "$T/signature")" -eq 68 ] || continue
        cp "$T/note.body" "$T/message"
        ;;
      04)
        [ "$(wc -c < "$T/signature")" -eq 76 ] || continue
        seen=$(tail -c +5 "$T/signature" | head -c 8 | od -An -v -tu1 | awk '{ n = 0; for (i = 1; i <= 8; i++) n = n * 256 + $i; printf "%d", n }')
        { printf 'cosignature/v1\ntime %s\n' "$seen"; cat "$T/note.body"; } > "$T/message"
        ;;
      *) return 1 ;;
    esac
    tail -c 64 "$T/signature" > "$T/signature.raw"
    if openssl pkeyutl -verify -pubin -keyform DER -inkey "$T/key.der" -rawin -in "$T/message" -sigfile "$T/signature.raw" > /dev/null 2>&1; then return 0; fi
  done < "$T/signatures"
  return 1
}

# fold_tree LEVEL-FILE COUNT TILES: the root over hashes, one a line, in $T/root; with TILES=yes every tile on the way is compared.
fold_tree() {
  head -n "$2" "$1" > "$T/level"
  whole=$2
  level=0
  while :; do
    if [ "$3" = yes ] && [ $((level % 8)) -eq 0 ] && [ "$whole" -gt 0 ]; then compare_tiles $((level / 8)) "$whole"; fi
    count=$(wc -l < "$T/level")
    if [ "$count" -le 1 ]; then break; fi
    rm -rf "$T/nodes"
    mkdir "$T/nodes"
    awk -v folder="$T/nodes" 'function bytes(text, i) { for (i = 1; i < 64; i += 2) printf "\\0%03o", (index("0123456789abcdef", substr(text, i, 1)) - 1) * 16 + index("0123456789abcdef", substr(text, i + 1, 1)) - 1 }
      NR % 2 { left = $0; next }
      { printf "printf %%b \047\\0001"; bytes(left); bytes($0); printf "\047 > \047%s/%d\047\n", folder, NR / 2 - 1 }' "$T/level" > "$T/make"
    sh "$T/make"
    awk -v folder="$T/nodes" -v n=$((count / 2)) 'BEGIN { for (i = 0; i < n; i++) print folder "/" i }' | xargs sha256sum | cut -c1-64 > "$T/next"
    if [ $((count % 2)) -eq 1 ]; then tail -n 1 "$T/level" >> "$T/next"; fi
    mv "$T/next" "$T/level"
    level=$((level + 1))
    whole=$((whole / 2))
  done
  cp "$T/level" "$T/root"
}

compare_tiles() {
  : > "$T/tiles"
  at=0
  while [ $((at * 256)) -lt "$2" ]; do
    width=$(($2 - at * 256))
    if [ "$width" -gt 256 ]; then width=256; fi
    tile=$ledger/tile/$1/$(tile_path $at $width)
    if [ -f "$tile" ]; then od -An -v -tx1 "$tile" | tr -d ' \n' | fold -w 64 >> "$T/tiles"; echo >> "$T/tiles"; else bad "a tile is missing: $tile"; fi
    at=$((at + 1))
  done
  grep -v '^$' "$T/tiles" > "$T/tiles.whole"
  head -n "$2" "$T/level" > "$T/expected"
  if cmp -s "$T/expected" "$T/tiles.whole"; then good "tiles of level $1: $2 hashes as computed from the entries"; else bad "tiles of level $1 are not those of the entries"; fi
}

# Every entry of the log, hashed, one a line, in $T/leaves.
hash_entries() {
  : > "$T/leaves"
  at=0
  while [ $((at * 256)) -lt "$1" ]; do
    width=$(($1 - at * 256))
    if [ "$width" -gt 256 ]; then width=256; fi
    bundle=$ledger/tile/entries/$(tile_path $at $width)
    if [ ! -f "$bundle" ]; then bad "entries are missing: $bundle"; return 1; fi
    rm -rf "$T/entries"
    mkdir "$T/entries"
    od -An -v -tu1 "$bundle" | awk -v folder="$T/entries" '
      function done() { printf "\047 > \047%s/%d\047\n", folder, n; n++; state = 0 }
      { for (i = 1; i <= NF; i++) {
          if (state == 0) { left = $i * 256; state = 1 }
          else if (state == 1) { left += $i; printf "printf %%b \047\\0000"; state = 2; if (left == 0) done() }
          else { printf "\\0%03o", $i; left--; if (left == 0) done() }
      } }
      END { if (state != 0) printf "\047 > /dev/null\nexit 1\n"; printf "test %d -eq \"$1\"\n", n }' > "$T/make"
    if ! sh "$T/make" "$width"; then bad "a bundle of entries is cut, or holds more or fewer than it should: $bundle"; return 1; fi
    awk -v folder="$T/entries" -v n="$width" 'BEGIN { for (i = 0; i < n; i++) print folder "/" i }' | xargs sha256sum | cut -c1-64 >> "$T/leaves"
    at=$((at + 1))
  done
}

# included PROOF ENTRY: the entry's hash, up the proof, must give the root of the checkpoint in the proof.
included() {
  [ "$(sed -n 1p "$1")" = 'c2sp.org/tlog-proof@v1' ] || return 1
  index=$(awk '/^$/ { exit } $1 == "index" && NF == 2 { print $2; exit }' "$1")
  is_number "$index" || return 1
  awk 'after { print } !after && /^$/ { after = 1 }' "$1" > "$T/proof.note"
  awk '/^$/ { exit } NF == 1 && NR > 1 { print $1 }' "$1" > "$T/proof.hashes"
  if ! cmp -s "$T/proof.note" "$T/trusted.note"; then
    signed "$T/proof.note" "$vkey" && [ "$origin" = "@{vkey%%+*}" ] || return 1
    cp "$T/proof.note" "$T/trusted.note"
    trusted_size=$size
    trusted_root=$root
  fi
  [ "$index" -lt "$trusted_size" ] || return 1
  first=$index
  last=$((trusted_size - 1))
  hash=$({ printf %b '\0000'; cat "$2"; } | sha256sum | cut -c1-64)
  while read -r line; do
    step=$(printf %s "$line" | base64 -d 2> /dev/null | hex)
    is_hash "$step" || return 1
    [ "$last" -gt 0 ] || return 1
    if [ $((first % 2)) -eq 1 ] || [ "$first" -eq "$last" ]; then
      hash=$(node_hash "$step" "$hash")
      while [ $((first % 2)) -eq 0 ] && [ "$first" -gt 0 ]; do first=$((first / 2)); last=$((last / 2)); done
    else
      hash=$(node_hash "$hash" "$step")
    fi
    first=$((first / 2))
    last=$((last / 2))
  done < "$T/proof.hashes"
  [ "$last" -eq 0 ] && [ "$hash" = "$trusted_root" ]
}

ledger=.
if [ -f ledger/checkpoint ]; then ledger=ledger; fi
if [ ! -f "$ledger/checkpoint" ]; then echo "No checkpoint beside this script." >&2; exit 2; fi
given=$vkey
if [ -z "$vkey" ] && [ -f "$ledger/vkey" ]; then vkey=$(sed -n 1p "$ledger/vkey"); fi

# 1. The checkpoint.
: > "$T/trusted.note"
trusted_size=0
trusted_root=''
if signed "$ledger/checkpoint" "$vkey" && [ "$origin" = "@{vkey%%+*}" ]; then
  good "the checkpoint over $size entries is signed by $vkey"
  if [ -z "$given" ]; then say "This key lies in the same folder. Compare it with the one you were given, or name it with --vkey."; fi
  cp "$ledger/checkpoint" "$T/trusted.note"
  trusted_size=$size
  trusted_root=$root
  for cosigner in $cosigners; do
    if signed "$ledger/checkpoint" "$cosigner"; then good "WITNESSED by @{cosigner%%+*} at $seen (seconds since 1970)"; else bad "no cosignature of @{cosigner%%+*} stands under the checkpoint"; fi
  done
else
  bad "the checkpoint is not signed by the key $vkey"
fi

# 2. Every entry, or none.
if [ -d "$ledger/tile" ] && [ "$trusted_size" -gt 0 ]; then
  if [ "$trusted_size" -gt "$max" ]; then
    say "The log has $trusted_size entries, more than $max: tiles and root were not computed (--max)."
  elif hash_entries "$trusted_size"; then
    fold_tree "$T/leaves" "$trusted_size" yes
    if [ "$(cat "$T/root")" = "$trusted_root" ]; then good "the root computed from all $trusted_size entries is the signed one"; else bad "the root computed from the entries is not the signed one"; fi
  fi
fi

# 3. Proofs of single entries.
proven=0
largest=$trusted_size
for proof in "$ledger"/proofs/*.tlog-proof; do
  [ -f "$proof" ] || continue
  entry=$ledger/entries/$(basename "$proof" .tlog-proof).json
  if [ -f "$entry" ] && included "$proof" "$entry" && [ "$index" -eq "$(basename "$proof" .tlog-proof)" ]; then
    proven=$((proven + 1))
    if [ "$trusted_size" -gt "$largest" ]; then largest=$trusted_size; fi
    cat "$entry" >> "$T/proven"
    echo >> "$T/proven"
  else
    bad "the proof $proof does not show that its entry is in the log"
  fi
done
if [ "$proven" -gt 0 ]; then good "$proven entries are in the log, each by its proof"; fi
newer=0
for entry in "$ledger"/entries/*; do
  [ -e "$entry" ] || continue
  index=$(basename "$entry" .json)
  if [ -f "$ledger/proofs/$index.tlog-proof" ]; then continue; fi
  if is_number "$index" && [ "$index" -ge "$largest" ]; then newer=$((newer + 1)); else bad "no proof shows that $entry is in the log"; fi
done
if [ "$newer" -gt 0 ]; then say "$newer entries are newer than the signed $largest: nothing shows that they are the log's, or that they are true."; fi

# 4. Files of an evidence package.
for manifest in tagmanifest-sha256.txt manifest-sha256.txt; do
  [ -f "$manifest" ] || continue
  if sha256sum -c "$manifest" > "$T/sums" 2>&1; then good "every file of $manifest is as listed"; else bad "files are not as $manifest lists them: $(grep -c -v ': OK$' "$T/sums") lines"; fi
done
if [ -f manifest-sha256.txt ]; then
  : >> "$T/proven"
  while read -r sum file; do
    case $file in data/originals/*) ;; *) continue ;; esac
    if grep '"kind":"kept"' "$T/proven" | grep -q "\"sha256\":\"$sum\""; then good "$file was kept, says a proven entry"; else bad "no proven entry says that $file was kept"; fi
  done < manifest-sha256.txt
  find data -type f | sort > "$T/found"
  awk '{ sub(/^[0-9a-f]* [ *]/, ""); print }' manifest-sha256.txt | sort > "$T/listed"
  if cmp -s "$T/found" "$T/listed"; then good "no file of data is unlisted"; else bad "data holds files that are not listed, or lacks some"; fi
fi

if [ -f custody.json ] || [ -f report.html ]; then say "custody.json, case.jsonld and report.html retell the entries and are not signed: what counts are the entries with their proofs."; fi

# 5. Timestamps.
for reply in "$ledger"/timestamps/*.tsr; do
  [ -f "$reply" ] || continue
  stamped=@{reply%.tsr}.checkpoint
  if [ -z "$authority" ]; then
    say "$reply was not checked: name the authority's certificate with --tsa-ca."
  elif openssl ts -verify -data "$stamped" -in "$reply" -CAfile "$authority" > /dev/null 2>&1 && signed "$stamped" "$vkey"; then
    if [ "$size" = "$trusted_size" ] && [ "$root" = "$trusted_root" ]; then good "TIMESTAMPED: $reply is about this checkpoint"
    elif [ -f "$T/leaves" ] && [ "$size" -gt 0 ] && [ "$size" -le "$trusted_size" ]; then
      earlier=$root
      fold_tree "$T/leaves" "$size" no
      if [ "$(cat "$T/root")" = "$earlier" ]; then good "TIMESTAMPED: $reply is about the first $size entries"; else bad "$reply is about another history of the first $size entries"; fi
    else good "$reply is about the first $size entries; that they are a part of this log is not checked here"; fi
  else
    bad "$reply does not fit its checkpoint"
  fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
`;

/** Bytes of `verify.sh`, POSIX sh. */
export const verifyScript = script.replaceAll("@{", "${");
