package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// audibleStep is by how many steps of 16 bit two renderings of one mix may
// differ: one for the dither that only uncramp adds, one for rounding, and the
// decoders' own difference of two for each of the recordings that overlap.
const audibleStep = 6

// sameness is how two files compare, sample by sample of each ear.
type sameness struct {
	frames [2]int
	worst  int   // where nothing is ducked
	within int64 // samples that differ by two steps at most
	all    int64
}

func (s sameness) String() string {
	return fmt.Sprintf("uncramp wrote %d, ffmpeg %d; where nothing is ducked they differ by %d steps of 16 bit at most, by two or less in %.3f %% (only uncramp ducks and dithers)",
		s.frames[0], s.frames[1], s.worst, 100*float64(s.within)/float64(s.all))
}

// compareWAV compares two 16-bit stereo WAV files, but for the frames that are
// ducked: ffmpeg has no equal to a duck that knows when words will come, and
// does the less work for it.
func compareWAV(a, b string, ducked func(frame int) bool) (s sameness, err error) {
	const frame = 4
	var in [2]io.Reader
	for i, path := range []string{a, b} {
		f, err := os.Open(path)
		if err != nil {
			return s, err
		}
		defer f.Close()
		size, r, err := wavData(f)
		if err != nil {
			return s, fmt.Errorf("%s: %w", path, err)
		}
		s.frames[i], in[i] = int(size/frame), r
	}
	var x, y [2]byte
	for i := range 2 * min(s.frames[0], s.frames[1]) {
		if _, err := io.ReadFull(in[0], x[:]); err != nil {
			return s, err
		}
		if _, err := io.ReadFull(in[1], y[:]); err != nil {
			return s, err
		}
		if ducked(i / 2) {
			continue
		}
		s.all++
		d := int(int16(binary.LittleEndian.Uint16(x[:]))) - int(int16(binary.LittleEndian.Uint16(y[:])))
		d = max(d, -d)
		s.worst = max(s.worst, d)
		if d <= 2 {
			s.within++
		}
	}
	return s, nil
}

// wavData goes to the samples of a WAV file, and returns their size in bytes.
func wavData(r io.Reader) (int64, io.Reader, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	head := make([]byte, 12)
	if _, err := io.ReadFull(in, head); err != nil || !bytes.HasPrefix(head, []byte("RIFF")) {
		return 0, nil, errors.New("not a WAV file")
	}
	for {
		if _, err := io.ReadFull(in, head[:8]); err != nil {
			return 0, nil, errors.New("a WAV file without samples")
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if string(head[:4]) == "data" {
			return size, in, nil
		}
		if _, err := io.CopyN(io.Discard, in, size+size&1); err != nil {
			return 0, nil, err
		}
	}
}
