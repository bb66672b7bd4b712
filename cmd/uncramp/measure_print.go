package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"

	"uncramp/audio/meter"
	"uncramp/cmd/uncramp/internal/screen"
)

// printMeasured writes what was measured as a person reads it: of one file line
// by line, of several in a table.
func printMeasured(w io.Writer, all []measurement) error {
	out := bufio.NewWriter(w)
	switch len(all) {
	case 0:
	case 1:
		printFigures(out, all[0])
	default:
		printTable(out, all)
	}
	return out.Flush()
}

func printFigures(w io.Writer, m measurement) {
	fmt.Fprintf(w, "%s: %s\n", screen.Clean(m.file), m.describe())
	line := func(name, value, unit, note string) {
		s := fmt.Sprintf("  %-18s %8s %-8s%s", name, value, unit, note)
		fmt.Fprintln(w, strings.TrimRight(s, " "))
	}
	line("integrated", figure(m.Integrated), "LUFS", "")
	line("loudest 3 s", figure(m.MaxShortTerm), "LUFS", "")
	line("loudest 0.4 s", figure(m.MaxMomentary), "LUFS", "")
	line("loudness range", figure(m.Range), "LU", "")
	line("true peak", figure(m.TruePeak), "dBTP", "")
	if m.Channels == 2 {
		line("left over right", signed(m.Balance()), "LU", "")
		line("DC, left", figure(decibels(m.DC[0])), "dBFS", "")
		line("DC, right", figure(decibels(m.DC[1])), "dBFS", "")
	} else {
		line("DC", figure(decibels(m.DC[0])), "dBFS", "")
	}
	line("clipped", fmt.Sprint(m.Clipped), "samples", "")
	line("clicks", fmt.Sprint(len(m.clicks())), "", clickTimes(m))
	if m.damaged > 0 {
		line("damaged", fmt.Sprint(m.damaged), "frames", "which are silent here")
	}
	line("longest quiet", fmt.Sprintf("%.1f", m.seconds(m.Quiet.Length)), "s", quietTime(m))
}

// printTable has the names last, so that their lengths do not matter.
func printTable(w io.Writer, all []measurement) {
	const row = "%8s %7s %7s %7s %6s %7s %6s %7s %8s %7s %7s  %s\n"
	fmt.Fprintf(w, row, "length", "integr.", "max 3s", "max .4s", "range", "peak", "L - R", "DC", "clipped", "clicks", "quiet", "file")
	fmt.Fprintf(w, row, "min:s", "LUFS", "LUFS", "LUFS", "LU", "dBTP", "LU", "dBFS", "samples", "", "s", "")
	for _, m := range all {
		balance := "-"
		if m.Channels == 2 {
			balance = signed(m.Balance())
		}
		fmt.Fprintf(w, row, lasts(m), figure(m.Integrated), figure(m.MaxShortTerm), figure(m.MaxMomentary), figure(m.Range), figure(m.TruePeak), balance,
			figure(decibels(max(math.Abs(m.DC[0]), math.Abs(m.DC[1])))), fmt.Sprint(m.Clipped), fmt.Sprint(len(m.clicks())), fmt.Sprintf("%.1f", m.seconds(m.Quiet.Length)), screen.Clean(m.file))
	}
}

// describe is the form of a file: "WAV, 16 bits, 48 kHz, stereo, 6:52.9".
func (m measurement) describe() string {
	parts := []string{m.format.Kind}
	switch {
	case m.format.Float:
		parts = append(parts, fmt.Sprintf("floats of %d bits", m.format.Bits))
	case m.format.Coding != "":
		parts = append(parts, m.format.Coding)
	case m.format.Bits > 0:
		parts = append(parts, fmt.Sprintf("%d bits", m.format.Bits))
	}
	channels := map[int]string{1: "mono", 2: "stereo"}[m.format.Channels]
	if channels == "" {
		channels = fmt.Sprintf("%d channels folded down to stereo", m.format.Channels)
	}
	parts = append(parts, fmt.Sprintf("%g kHz", float64(m.Rate)/1000), channels, lasts(m))
	return strings.Join(parts, ", ")
}

func (m measurement) seconds(n int) float64 { return float64(n) / float64(m.Rate) }

// moment writes a place in the recording, as clock does.
func (m measurement) moment(n int) string {
	tenths := int(math.Round(10 * m.seconds(n)))
	return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}

func lasts(m measurement) string { return m.moment(m.Length) }

// clicks are the places that have a click in them: one that both ears have
// within a millisecond is one.
func (m measurement) clicks() (at []int) {
	for _, c := range m.Clicks {
		if n := len(at); n == 0 || c.At-at[n-1] > int(m.Rate)/1000 {
			at = append(at, c.At)
		}
	}
	return at
}

// clickTimes says where the first clicks are.
func clickTimes(m measurement) string {
	const most = 5
	clicks := m.clicks()
	var at []string
	for _, c := range clicks[:min(most, len(clicks))] {
		at = append(at, fmt.Sprintf("%.3f s", m.seconds(c)))
	}
	switch {
	case len(at) == 0:
		return ""
	case len(clicks) > most:
		at = append(at, "...")
	}
	return "at " + strings.Join(at, ", ")
}

func quietTime(m measurement) string {
	if m.Quiet.Length == 0 {
		return ""
	}
	return "at " + m.moment(m.Quiet.At)
}

// figure writes a level to tenths; "-" where there is none, and "-inf" for the
// level of silence.
func figure[L ~float64](l L) string {
	switch v := float64(l); {
	case math.IsNaN(v):
		return "-"
	case math.IsInf(v, 0):
		return strings.ToLower(fmt.Sprint(v))
	}
	s := fmt.Sprintf("%.1f", float64(l))
	if s == "-0.0" {
		return "0.0"
	}
	return s
}

func signed(l meter.LU) string {
	s := figure(l)
	if l >= 0.05 && !math.IsInf(float64(l), 0) {
		return "+" + s
	}
	return s
}

func decibels(amplitude float64) float64 { return 20 * math.Log10(math.Abs(amplitude)) }
