package recording_test

import (
	"bytes"
	"os"
	"testing"

	"uncramp/audio/recording"
)

// FuzzNew: whatever the bytes, reading ends, with numbers, as many as were
// promised unless it says why not, and the same the second time.
func FuzzNew(f *testing.F) {
	for _, seed := range [][]byte{
		wavOf(8000, 1, 8, false, false, 100), wavOf(48000, 2, 24, false, true, 100), wavOf(192000, 1, 32, true, false, 100),
		flacOf(f, 5000),
	} {
		f.Add(seed)
	}
	mp3, err := os.ReadFile("../../sounds/chimes/chime-key.mp3")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(mp3[:4000])
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := recording.New(bytes.NewReader(file))
		if err != nil {
			return
		}
		first, err := readAll(r)
		if err == nil && (len(first) == 0 || r.Length >= 0 && r.Length != len(first)) {
			t.Fatalf("%d samples of %d, and no error", len(first), r.Length)
		}
		for i, v := range first {
			if v[0] != v[0] || v[1] != v[1] {
				t.Fatalf("sample %d is %v", i, v)
			}
		}
		if r.Rewind() != nil {
			t.Fatal("opens once only")
		}
		if second, _ := readAll(r); len(second) != len(first) {
			t.Fatalf("%d samples, then %d", len(first), len(second))
		}
	})
}
