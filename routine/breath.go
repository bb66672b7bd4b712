package routine

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Breath holds the lengths of the parts of one breath: in, a pause with full lungs,
// out, a pause with empty ones. A pause can be 0.
type Breath struct{ In, Full, Out, Empty time.Duration }

// ParseBreath returns the breath for two to four numbers of seconds: in and out, as
// "4-6" or "4.5-5.5"; in, pause and out, as "4-7-8"; or with a pause after the
// breath out, too, as "4-4-4-4". Anything else is a [Fault].
func ParseBreath(s string) (Breath, error) {
	var b Breath
	parts := strings.Split(s, "-")
	to := map[int][]*time.Duration{2: {&b.In, &b.Out}, 3: {&b.In, &b.Full, &b.Out}, 4: {&b.In, &b.Full, &b.Out, &b.Empty}}[len(parts)]
	for i := range to {
		var err error
		if *to[i], err = ParseDuration(parts[i]); err != nil {
			b = Breath{}
			break
		}
	}
	if b.In <= 0 || b.Out <= 0 {
		return Breath{}, &Fault{Fact: fmt.Sprintf("breath %q: must be seconds in and seconds out, such as 4-6, or with pauses, such as 4-7-8 or 4-4-4-4", s)}
	}
	return b, nil
}

// String returns the breath as [ParseBreath] reads it.
func (b Breath) String() string {
	text := seconds(b.In)
	if b.Full > 0 || b.Empty > 0 {
		text += "-" + seconds(b.Full)
	}
	text += "-" + seconds(b.Out)
	if b.Empty > 0 {
		text += "-" + seconds(b.Empty)
	}
	return text
}

// length returns the length of the whole breath.
func (b Breath) length() time.Duration { return b.In + b.Full + b.Out + b.Empty }

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

// fit returns how many whole breaths fill t with the least change of their
// length: the n >= 1 with the smallest |log(t/(n b))|, the smaller one at a tie.
func (b Breath) fit(t time.Duration) int64 {
	// n beats n+1 while t/(n b) <= (n+1) b/t. In milliseconds the squares of
	// an hour stay far below an int64, and a tie is exact.
	whole, breath := t.Milliseconds(), b.length().Milliseconds()
	n := whole / breath
	if n < 1 || whole*whole > n*(n+1)*breath*breath {
		n++
	}
	return n
}

// ParseDuration returns the length of time for a number of seconds, or for numbers
// with units, as "1m30s". Anything but whole milliseconds from 0 to an hour is a
// [Fault].
func ParseDuration(s string) (time.Duration, error) {
	text := s
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, &Fault{Fact: fmt.Sprintf("%q: must be a length of time, such as 30s or 1m30s", s)}
	case d < 0 || d > time.Hour:
		return 0, &Fault{Fact: fmt.Sprintf("%q: must be 0s to 1h", s)}
	case d%time.Millisecond != 0:
		return 0, &Fault{Fact: fmt.Sprintf("%q: must be whole milliseconds", s)}
	}
	return d, nil
}

// ParseTime returns the time in a session for what [ParseDuration] reads, or for
// minutes and seconds, as "2:30". Anything else is a [Fault].
func ParseTime(s string) (time.Duration, error) {
	wrong := &Fault{Fact: fmt.Sprintf("%q: must be a time, such as 2:30 or 150s", s)}
	m, sec, ok := strings.Cut(s, ":")
	if !ok {
		d, err := ParseDuration(s)
		if err != nil {
			return 0, wrong
		}
		return d, nil
	}
	min, err1 := strconv.ParseUint(m, 10, 8)
	rest, err2 := strconv.ParseFloat(sec, 64)
	if err1 != nil || err2 != nil || !(rest >= 0 && rest < 60) {
		return 0, wrong
	}
	return time.Duration(min)*time.Minute + time.Duration(math.Round(rest*1000))*time.Millisecond, nil
}

// FormatTime writes a time as [ParseTime] reads it, to tenths of a second: "2:30",
// "6:52.6".
func FormatTime(t time.Duration) string {
	tenths := t.Round(100*time.Millisecond) / (100 * time.Millisecond)
	text := fmt.Sprintf("%d:%02d", tenths/600, tenths/10%60)
	if tenths%10 != 0 {
		text += fmt.Sprintf(".%d", tenths%10)
	}
	return text
}

// Breathing is a part of a breath.
type Breathing string

const (
	BreatheIn  Breathing = "in"
	BreatheOut Breathing = "out"
	BreathHeld Breathing = "pause"
)

// at returns how deep the breath is at an offset, 0 to 1, evenly in and out, and the
// part that is on.
func (b PlannedBreath) at(n Samples) (depth float64, part Breathing) {
	switch {
	case n < b.Full:
		return float64(n-b.In) / float64(b.Full-b.In), BreatheIn
	case n < b.Out:
		return 1, BreathHeld
	case n < b.Empty:
		return float64(b.Empty-n) / float64(b.Empty-b.Out), BreatheOut
	}
	return 0, BreathHeld
}
