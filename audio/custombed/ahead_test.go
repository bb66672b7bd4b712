package custombed

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio"
)

var errBroken = errors.New("broken")

// ramps returns a bed of a ramp of n samples that ends with an error.
func ramps(n int) *Bed { return newBed(&fake{n: n, value: ramp, err: errBroken}) }

// ended returns the ramp of n samples, and silence behind it.
func ended(n, length int) [][2]float64 {
	want := make([][2]float64, length)
	for i := range min(n, length) {
		want[i] = ramp(i)
	}
	return want
}

// TestFill: the samples, the index at which the bed leaves, the failure and the
// silence are the same for buffers of any size.
func TestFill(t *testing.T) {
	n := 10*48000 + 77
	want := ended(n, n+48000)
	for _, size := range []int{7, 479, 512, 144000} {
		b := ramps(n)
		go b.readAhead()
		got := make([][2]float64, len(want))
		for at := 0; at < len(got); at += size {
			part := got[at:min(at+size, len(got))]
			leaves := b.Fill(part)
			if want := min(len(part), n-Rate.N(audio.Takeover)-at); leaves != want {
				t.Fatalf("buffers of %d: at %d it leaves at %d, want %d", size, at, leaves, want)
			}
			heard := at+len(part) > n-Rate.N(audio.Takeover)
			if err := b.Failed(); heard != errors.Is(err, errBroken) {
				t.Fatalf("buffers of %d: at %d it has failed with %v", size, at, err)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("buffers of %d: other samples", size)
		}
	}
}

// hanging is a stream that hangs for a minute after so many samples.
type hanging struct {
	beep.Streamer
	after int
}

func (h *hanging) Stream(samples [][2]float64) (int, bool) {
	if h.after == 0 {
		time.Sleep(time.Minute)
	}
	h.after -= len(samples)
	return h.Streamer.Stream(samples)
}

// TestLive: a stream that hangs does not hold up the listener, who gets what was
// read, more than a sound server holds, and hears the bed leave.
func TestLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(&hanging{&fake{n: 100 * 48000, value: ramp}, len(ramps(0).ring)})
		go b.readAhead()
		synctest.Wait() // until the ring is full
		b.SetLive(true)
		begin := time.Now()
		got := make([][2]float64, 8*48000)
		for at := 0; at < len(got); at += 480 {
			if leaves := b.Fill(got[at : at+480]); (leaves == 480) != (at < 4*48000) {
				t.Fatalf("at %d it leaves at %d", at, leaves)
			}
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("listening waited for %v", waited)
		}
		if want := ended(6*48000, len(got)); !slices.Equal(got, want) {
			t.Errorf("other samples")
		}
		if err := b.Failed(); !errors.Is(err, errLate) {
			t.Errorf("it failed with %v, want %v", err, errLate)
		}
		b.Close()
		time.Sleep(2 * time.Minute)
	})
}

// TestCloses: closing lets the reader and the listener go, gives silence, and is
// no failure.
func TestCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		empty, full := ramps(0), ramps(100*48000)
		samples := [][2]float64{{1, 1}}
		go empty.Fill(samples)
		go full.readAhead()
		synctest.Wait()
		empty.Close()
		full.Close()
		synctest.Wait()
		if samples[0] != [2]float64{} {
			t.Errorf("while it is closed it gives %v", samples[0])
		}
		if full.Fill(samples); samples[0] != [2]float64{} || full.Failed() != nil {
			t.Errorf("closed, it gives %v and fails with %v", samples[0], full.Failed())
		}
	})
}
