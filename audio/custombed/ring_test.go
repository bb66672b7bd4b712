package custombed

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

var errBroken = errors.New("broken")

// feed writes a ramp of n samples to a ring and ends it.
func feed(r *ring, n int) {
	for at := 0; at < n; {
		samples := make([][2]float64, min(portion, n-at))
		for i := range samples {
			samples[i] = ramp(at + i)
		}
		at += len(samples)
		if !r.write(samples) {
			return
		}
	}
	r.finish(errBroken)
}

// ended is the ramp of n samples, and silence.
func ended(n, length int) [][2]float64 {
	want := make([][2]float64, length)
	for i := range min(n, length) {
		want[i] = ramp(i)
	}
	return want
}

// TestRing: the samples in their order, what it says of leaving and the silence
// at their places, whatever is asked for at once.
func TestRing(t *testing.T) {
	n := 10*48000 + 77
	want := ended(n, n+48000)
	for _, size := range []int{7, 479, 512, 200000} {
		r := newRing()
		go feed(r, n)
		got := make([][2]float64, len(want))
		for at := 0; at < len(got); at += size {
			part := got[at:min(at+size, len(got))]
			leaves := r.fill(part)
			if want := min(len(part), n-Rate.N(Leaving)-at); leaves != want {
				t.Fatalf("buffers of %d: at %d it leaves at %d, want %d", size, at, leaves, want)
			}
			heard := at+len(part) > n-Rate.N(Leaving)
			if err := r.failed(); heard != errors.Is(err, errBroken) {
				t.Fatalf("buffers of %d: at %d it has failed with %v", size, at, err)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("buffers of %d: other samples", size)
		}
	}
}

// TestRingLive: reading that hangs does not hold up who listens: what is there
// is given.
func TestRingLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRing()
		hangs := 6 * 48000 / portion * portion
		go func() {
			for at := 0; at < hangs; at += portion {
				samples := make([][2]float64, portion)
				for i := range samples {
					samples[i] = ramp(at + i)
				}
				r.write(samples)
			}
			time.Sleep(time.Minute)
			if r.write(make([][2]float64, portion)) {
				t.Error("it goes on after it was given up")
			}
		}()
		r.live(time.Second)
		begin := time.Now()
		got := make([][2]float64, 8*48000)
		for at := 0; at < len(got); at += 480 {
			r.fill(got[at : at+480])
			synctest.Wait() // the writer writes what it can
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("listening waited for %v", waited)
		}
		if want := ended(hangs, len(got)); !slices.Equal(got, want) {
			t.Errorf("other samples")
		}
		if err := r.failed(); !errors.Is(err, errLate) {
			t.Errorf("it failed with %v, want %v", err, errLate)
		}
		time.Sleep(2 * time.Minute)
	})
}

// TestRingHoldsAServer: what a sound server holds can be asked for at once, with
// nobody reading on meanwhile.
func TestRingHoldsAServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRing()
		go feed(r, 20*48000)
		r.live(time.Second)
		got := make([][2]float64, 4*48000-portion)
		if leaves := r.fill(got); leaves != len(got) {
			t.Errorf("it leaves at %d", leaves)
		}
		r.close()
	})
}

// TestRingLiveWaits: Live waits for the ring to be full, or for a second.
func TestRingLiveWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		r := newRing()
		r.live(time.Second)
		if waited := time.Since(begin); waited != time.Second {
			t.Errorf("nothing is read: it waited for %v", waited)
		}

		begin = time.Now()
		r = newRing()
		go func() {
			time.Sleep(100 * time.Millisecond)
			feed(r, 10*48000)
		}()
		r.live(time.Second)
		if waited := time.Since(begin); waited != 100*time.Millisecond {
			t.Errorf("it is full after 0.1 s: it waited for %v", waited)
		}
		r.close()
		synctest.Wait()
	})
}

// TestRingCloses: who waits is let go.
func TestRingCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		empty := newRing()
		go func() {
			samples := [][2]float64{{1, 1}}
			empty.fill(samples)
			if samples[0] != [2]float64{} {
				t.Errorf("a closed bed gives %v", samples[0])
			}
		}()
		full := newRing()
		go feed(full, 100*48000)
		synctest.Wait()
		empty.close()
		full.close()
		if err := full.failed(); err != nil {
			t.Errorf("closing it is a failure: %v", err)
		}
	})
}
