// Checks a ledger that Creance wrote, with nothing of Creance: the note and tlog packages of golang.org/x/mod do the work.
//
//	ledgercheck log DIR VKEY                  signature, every tile by the root, every entry by its place
//	ledgercheck extends DIR VKEY OLD          the log in DIR begins with the checkpoint in the file OLD
//	ledgercheck proof FILE ENTRY VKEY         a tlog-proof file for an entry's bytes
package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "log":
		return checkLog(args[1], args[2])
	case len(args) == 4 && args[0] == "extends":
		return checkExtends(args[1], args[2], args[3])
	case len(args) == 4 && args[0] == "proof":
		return checkProof(args[1], args[2], args[3])
	}
	return errors.New("usage: ledgercheck log DIR VKEY | extends DIR VKEY OLD | proof FILE ENTRY VKEY")
}

// openCheckpoint checks the signature and reads origin, size and root.
func openCheckpoint(signed []byte, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("the checkpoint is of another log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// folder reads tiles; tlog names them tile/8/L/N, C2SP's tlog-tiles tile/L/N.
type folder string

func (folder) Height() int { return 8 }

func (dir folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(dir), "tile", strings.TrimPrefix(tile.Path(), "tile/8/")))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (folder) SaveTiles([]tlog.Tile, [][]byte) {}

func checkLog(dir, vkey string) error {
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(signed, vkey)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, folder(dir))
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return errors.New("the tiles give another root")
	}
	steps := 0
	for at := int64(0); at < tree.N; at += 256 {
		bundle, err := readBundle(dir, at/256, tree.N)
		if err != nil {
			return err
		}
		// Every entry against its tile, which the reader checks up to the root; and a full proof for some.
		var indexes []int64
		for place := range bundle {
			indexes = append(indexes, tlog.StoredHashIndex(0, at+int64(place)))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for place, entry := range bundle {
			index := at + int64(place)
			if hashes[place] != tlog.RecordHash(entry) {
				return fmt.Errorf("entry %d is not the one in the tree", index)
			}
			if index%97 != 0 && index != tree.N-1 {
				continue
			}
			proof, err := tlog.ProveRecord(tree.N, index, reader)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
				return err
			}
			if len(proof) > steps {
				steps = len(proof)
			}
		}
	}
	fmt.Printf("ok log of %d entries, longest proof %d hashes\n", tree.N, steps)
	return nil
}

func checkExtends(dir, vkey, oldFile string) error {
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(signed, vkey)
	if err != nil {
		return err
	}
	oldSigned, err := os.ReadFile(oldFile)
	if err != nil {
		return err
	}
	old, err := openCheckpoint(oldSigned, vkey)
	if err != nil {
		return err
	}
	if old.N > tree.N {
		return fmt.Errorf("rolled back: %d entries were signed once, %d are there", old.N, tree.N)
	}
	proof, err := tlog.ProveTree(tree.N, old.N, tlog.TileHashReader(tree, folder(dir)))
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("forked: %v", err)
	}
	fmt.Printf("ok %d entries begin with the %d of the older checkpoint, %d hashes\n", tree.N, old.N, len(proof))
	return nil
}

func checkProof(file, entryFile, vkey string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	head, signed, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a proof file")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return errors.New("a line of the proof is no hash")
		}
		proof = append(proof, tlog.Hash(*(*[32]byte)(hash)))
	}
	tree, err := openCheckpoint(signed, vkey)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	fmt.Printf("ok entry %d of %d, %d hashes\n", index, tree.N, len(proof))
	return nil
}

func readBundle(dir string, number, size int64) ([][]byte, error) {
	width := size - number*256
	if width > 256 {
		width = 256
	}
	tile := tlog.Tile{H: 8, L: 0, N: number, W: int(width)}
	name := filepath.Join(dir, "tile", "entries", strings.TrimPrefix(tile.Path(), "tile/8/0/"))
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(data[0])<<8|int(data[1]) {
			return nil, fmt.Errorf("%s is cut", name)
		}
		length := int(data[0])<<8 | int(data[1])
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("%s holds %d entries, not %d", name, len(entries), width)
	}
	return entries, nil
}
