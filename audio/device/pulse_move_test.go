package device

import (
	"math"
	"slices"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

// Another sink becomes the default, the stream is moved back by hand, and its
// sink is suspended for a while. All is heard, except for an instant at each
// change. The position never goes back or ahead of the clock, and stands still with
// the sink. Recall works after each change.
func TestPulseMoved(t *testing.T) {
	t.Parallel()
	busy := soundservertest.Watch(t)
	server := soundservertest.Start(t, soundservertest.Float32)
	server.AddSink(t, "speakers")
	recordings := []*soundservertest.Recording{server.RecordSink(t, "phones"), server.RecordSink(t, "speakers")}
	out := openOn(t, server)

	src := &versions{counted: counted{n: 5 * 48000}}
	played := make(chan error, 1)
	start := time.Now()
	go func() { played <- out.Play(t.Context(), src) }()
	at := 0
	// listen waits, and returns how far the position went.
	listen := func(d time.Duration) time.Duration {
		from := at
		for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Millisecond) {
			now := out.Position()
			if limit := Rate.N(time.Since(start) + portion); now < at || now > limit {
				t.Fatalf("at %d after %d, with time for %d", now, at, limit)
			}
			at = now
		}
		return Rate.D(at - from)
	}
	listen(500 * time.Millisecond)
	// When a stream leaves a sink, the server guesses what has been played. A sink
	// that is suspended drops what it holds.
	var seams []int
	const stage, stood = 600 * time.Millisecond, 700 * time.Millisecond
	for _, change := range [][]string{
		{"set-default-sink", "speakers"},
		{"move-sink-input", firstField(server.Pactl(t, "list", "short", "sink-inputs")), "phones"},
		{"suspend-sink", "phones", "1"},
	} {
		seams = append(seams, out.Position())
		server.Pactl(t, change...)
		if change[0] == "suspend-sink" {
			listen(stood - stage)
			if went := listen(stage); went != 0 {
				t.Errorf("the position went on by %v while the sink was suspended", went)
			}
			server.Pactl(t, "suspend-sink", "phones", "0")
		}
		if went := listen(stage); went < stage-busy.Allow(150*time.Millisecond) || went > stage+busy.Allow(150*time.Millisecond) {
			t.Errorf("after %v the position went on by %v in %v", change, went, stage)
		}
		from := out.Position()
		out.Recall()
		listen(200 * time.Millisecond)
		if rewinds := src.rewinds(); len(rewinds) != len(seams) {
			t.Errorf("after %v nothing was recalled", change)
		} else if late := Rate.D(rewinds[len(seams)-1] - from); late < 0 || late > busy.Allow(150*time.Millisecond) {
			t.Errorf("after %v the replacement is heard %v later", change, late)
		}
	}
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	if took, want := time.Since(start), Rate.D(src.n)+stood; took < want-100*time.Millisecond || took > want+busy.Allow(800*time.Millisecond) {
		t.Errorf("it took %v, want %v", took, want)
	}
	if out.Position() != src.n {
		t.Errorf("it ended at %d of %d", out.Position(), src.n)
	}

	around := Rate.N(busy.Allow(portion))
	heard := make([]int, src.n) // how often
	for _, r := range recordings {
		last := -1
		for _, f := range soundservertest.Frames32(r.Stop()) {
			if f == [2]float32{} {
				continue
			}
			i := int(math.Abs(float64(f[0]))*(1<<24)) - 1
			if i <= last || i >= src.n {
				t.Fatalf("frame %d is heard after frame %d", i, last)
			}
			want := 0
			for _, from := range src.from {
				if from <= i {
					want++
				}
			}
			if got := version(f, countedFrame(i)); got != want {
				t.Fatalf("frame %d is in version %d, want %d, of those from %v", i, got, want, src.from)
			}
			heard[i]++
			last = i
		}
	}
	for i, n := range heard {
		if n != 1 && !slices.ContainsFunc(seams, func(seam int) bool { return i > seam-around && i < seam+around }) {
			t.Fatalf("frame %d is heard %d times, with changes at %v", i, n, seams)
		}
	}
}
