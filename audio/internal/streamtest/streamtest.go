// Package streamtest holds streamers to the contract of [beep.Streamer]. A
// package that has one gives [Run] a function that makes it.
package streamtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gopxl/beep/v2"
)

// Seeker is a streamer that can go to an offset.
type Seeker interface {
	beep.Streamer
	Seek(offset int) error
}

// Run streams what fresh makes, over and over, and reports what breaks the contract: the
// same samples come for any size of buffers, nothing is written behind a buffer, a short
// read is the last one, and Err is nil all the while. A [Seeker] streams from an offset
// the same samples as without a seek. Run reads up to most samples, or all if most is 0.
func Run(t *testing.T, most int, fresh func(t *testing.T) beep.Streamer) {
	t.Helper()
	want := read(t, fresh(t), most, func() int { return 1 << 14 })
	if len(want) == 0 {
		t.Fatal("nothing is streamed")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for name, size := range map[string]func() int{
		"1":      func() int { return 1 },
		"7":      func() int { return 7 },
		"479":    func() int { return 479 },
		"4096":   func() int { return 4096 },
		"random": func() int { return 1 + random.IntN(5000) },
	} {
		upTo := most
		if name == "1" || name == "7" {
			upTo = min(len(want), 20_000)
		}
		if got := read(t, fresh(t), upTo, size); !slices.Equal(got, want[:len(got)]) || upTo == 0 && len(got) != len(want) {
			t.Errorf("buffers of %s: %s", name, Difference(got, want))
		}
	}
	s, ok := fresh(t).(Seeker)
	if !ok {
		return
	}
	for _, offset := range []int{0, 1, len(want) / 2, len(want) - 1, len(want) / 3, 0} {
		if err := s.Seek(offset); err != nil {
			t.Fatalf("seek to %d: %v", offset, err)
		}
		upTo := min(len(want)-offset, 100_000)
		if got := read(t, s, upTo, func() int { return 1000 }); !slices.Equal(got, want[offset:offset+upTo]) {
			t.Errorf("from %d on: %s", offset, Difference(got, want[offset:]))
		}
	}
}

// Fails streams a streamer that is to end with an error, and reports if it does
// not: its samples come first, then nothing more, and Err says why.
func Fails(t *testing.T, s beep.Streamer, why error) {
	t.Helper()
	buf := make([][2]float64, 479)
	for ok := true; ok; {
		_, ok = s.Stream(buf)
	}
	if err := s.Err(); !errors.Is(err, why) {
		t.Errorf("it ends with %v, want %v", err, why)
	}
	if n, ok := s.Stream(buf); n != 0 || ok {
		t.Errorf("after the error it streams %d samples, %v", n, ok)
	}
}

// read streams up to most samples, all if most is 0.
func read(t *testing.T, s beep.Streamer, most int, size func() int) (all [][2]float64) {
	t.Helper()
	mark := [2]float64{123, 456}
	for most == 0 || len(all) < most {
		n := size()
		if most > 0 {
			n = min(n, most-len(all))
		}
		buf := make([][2]float64, n+1)
		for i := range buf {
			buf[i] = mark
		}
		got, ok := s.Stream(buf[:n])
		if got > n || ok == (got == 0) || buf[n] != mark {
			t.Fatalf("a buffer of %d at %d: %d samples, %v, behind it %v", n, len(all), got, ok, buf[n])
		}
		all = append(all, buf[:got]...)
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
		if got < n { // it is drained
			if n, ok := s.Stream(buf); n != 0 || ok {
				t.Fatalf("at its end, %d, it streams %d samples, %v", len(all), n, ok)
			}
			break
		}
	}
	return all
}

// Difference says where two runs of samples differ first.
func Difference(got, want [][2]float64) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("sample %d is %v, want %v", i, got[i], want[i])
		}
	}
	return fmt.Sprintf("%d samples, want %d", len(got), len(want))
}

// Counting returns a streamer of n samples whose sample i is i in the left ear
// and -i in the right one, scaled into full scale. It ends with an error, if that
// is not nil.
func Counting(n int, end error) beep.Streamer { return &counting{n: n, end: end} }

type counting struct {
	at, n int
	end   error
	err   error
}

func (c *counting) Stream(samples [][2]float64) (int, bool) {
	n := min(len(samples), c.n-c.at)
	if n < len(samples) {
		c.err = c.end
	}
	for i := range n {
		v := float64(c.at+i) / float64(c.n)
		samples[i] = [2]float64{v, -v}
	}
	c.at += n
	return n, n > 0
}

func (c *counting) Err() error { return c.err }
