package backdrop

import (
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"uncramp/audio/meter"
	"uncramp/audio/recording"
)

// How much of a file is measured, and how much of it is needed where the time is
// over before.
const (
	measured = 3 * time.Minute
	least    = 10 * time.Second
)

// limits are the time that measuring may take.
type limits struct {
	enough time.Duration // what was measured by then counts
	giveUp time.Duration // for a read that hangs
}

// Measured is what is known of a file before it is played.
type Measured struct {
	Format   recording.Format
	Length   time.Duration // 0 where only its end would tell
	Loudness meter.LUFS    // integrated
	Peak     meter.DBTP    // before the gain
	Clipped  int           // samples
	Gain     meter.LU      // what brings it to [Loudness]
}

// cross is the length of the cross-fade at the loop's seam: 3 s, or a third of
// a file that is shorter than 9.
func (m *Measured) cross() int {
	const longest = 3 * time.Second
	if m.Length == 0 {
		return Rate.N(longest)
	}
	return Rate.N(min(longest, m.Length/3))
}

// measureInTime opens a file and measures it, and gives up on one that cannot
// be read in time, as on a network that is away.
func measureInTime(path string, l limits) (Measured, *recording.Reader, error) {
	type result struct {
		Measured
		*recording.Reader
		error
	}
	done := make(chan result, 1)
	go func() {
		deadline := time.Now().Add(l.enough)
		r, err := recording.Open(path)
		if err != nil {
			done <- result{error: err}
			return
		}
		m, err := measure(path, r, deadline)
		if err == nil {
			err = r.Rewind()
		}
		if err != nil {
			r.Close()
			err = fmt.Errorf("%s: %w", path, err)
		}
		done <- result{m, r, err}
	}()
	select {
	case r := <-done:
		return r.Measured, r.Reader, r.error
	case <-time.After(l.giveUp):
		go func() {
			if r := <-done; r.error == nil {
				r.Reader.Close()
			}
		}()
		return Measured{}, nil, fmt.Errorf("%s: takes too long to read: more than %v", path, l.giveUp)
	}
}

// measure reads the parts of a file that it is levelled by, one of which is its
// beginning. What is measured does not depend on the machine, unless that is
// too slow for it until the deadline.
func measure(path string, r *recording.Reader, deadline time.Time) (Measured, error) {
	m := Measured{Format: r.Format}
	a, err := meter.NewAnalysis(r.Rate, 2) // mono is heard in both ears
	if err != nil {
		return m, err
	}
	length := r.Length // in samples of the file; -1: unknown
	if length >= 0 {
		if err := longEnough(length, r.Format); err != nil {
			return m, err
		}
	}
	parts, err := split(path, r)
	if err != nil {
		return m, err
	}
	defer parts.close()
	total := 0
	for i, p := range parts.list {
		n, err := analyse(a, p.Reader, p.length, deadline)
		total += n
		switch {
		case i > 0:
			continue // joined in its middle: what is wrong there shows in playing
		case err == nil && n < p.length: // the end
			length = n
		case errors.Is(err, errSlow) && n > r.Rate.N(least):
		case err != nil:
			return m, err
		}
	}
	if length >= 0 {
		if err := longEnough(length, r.Format); err != nil {
			return m, err
		}
		m.Length = r.Rate.D(length)
	}
	report := a.Report()
	m.Loudness, m.Peak, m.Clipped = report.Integrated, report.TruePeak, report.Clipped
	m.Gain = meter.LU(Loudness - m.Loudness)
	switch what := r.Rate.D(total).Round(time.Second); {
	case math.IsInf(float64(m.Loudness), -1):
		return m, fmt.Errorf("silent: nothing is heard in the %v of it that it is levelled by", what)
	case m.Gain > MaxGain:
		return m, fmt.Errorf("too soft: %.1f LUFS in the %v of it that it is levelled by (%.0f at the least)",
			m.Loudness, what, Loudness-meter.LUFS(MaxGain))
	case math.IsNaN(float64(m.Loudness)), math.IsInf(float64(m.Loudness), 1):
		return m, errors.New("its samples are beyond all measure")
	}
	return m, nil
}

func longEnough(length int, f recording.Format) error {
	if d := f.Rate.D(length); d < MinLength {
		return fmt.Errorf("%.1f s long: what is repeated must last %v or more", d.Seconds(), MinLength)
	}
	return nil
}

var errSlow = errors.New("it takes too long to read")

// analyse measures up to length samples of a stream, one block while the next
// is decoded. It returns how many there were before the end or the deadline.
func analyse(a *meter.Analysis, r *recording.Reader, length int, deadline time.Time) (n int, err error) {
	const block = 1 << 13
	free, full := make(chan [][2]float64, 2), make(chan [][2]float64, 2)
	for range cap(free) {
		free <- make([][2]float64, block)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for samples := range full {
			a.Write(samples)
			free <- samples[:block]
		}
	}()
	for n < length && err == nil {
		samples := <-free
		got, ok := r.Stream(samples[:min(block, length-n)])
		full <- samples[:got]
		n += got
		switch {
		case !ok || r.Err() != nil:
			err = io.EOF
		case time.Now().After(deadline):
			err = errSlow
		}
	}
	close(full)
	<-done
	if errors.Is(err, io.EOF) {
		err = r.Err()
	}
	return n, err
}
