package main

import (
	"encoding/json"
	"io"
	"math"
	"strings"
)

// measuredJSON is a measurement as programs read it. Its names stay; null is
// what the recording does not have, as the loudness of silence.
type measuredJSON struct {
	File         string      `json:"file"`
	Kind         string      `json:"kind"`
	Rate         int         `json:"sample_rate"`
	Channels     int         `json:"channels"`
	Length       int         `json:"length_samples"`
	Seconds      float64     `json:"length_seconds"`
	Integrated   *float64    `json:"integrated_lufs"`
	MaxShortTerm *float64    `json:"max_short_term_lufs"`
	MaxMomentary *float64    `json:"max_momentary_lufs"`
	Range        *float64    `json:"loudness_range_lu"`
	TruePeak     *float64    `json:"true_peak_dbtp"`
	Left         *float64    `json:"left_lufs"`
	Right        *float64    `json:"right_lufs"`
	Balance      *float64    `json:"left_over_right_lu"`
	DCLeft       float64     `json:"dc_left_full_scale"`
	DCRight      float64     `json:"dc_right_full_scale"`
	Clipped      int         `json:"clipped_samples"`
	Clicks       []clickJSON `json:"clicks"`
	QuietAt      int         `json:"longest_quiet_at_samples"`
	QuietLength  int         `json:"longest_quiet_samples"`
	Damaged      int         `json:"damaged_frames"` // of an MP3, and silent
}

type clickJSON struct {
	At      int `json:"at_samples"`
	Channel int `json:"channel"` // 0, the left or only one, or 1
}

// printMeasuredJSON writes one object a line for each file.
func printMeasuredJSON(w io.Writer, all []measurement) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, m := range all {
		r := measuredJSON{
			File: m.file, Kind: strings.ToLower(m.format.Kind), Rate: int(m.Rate), Channels: m.format.Channels,
			Length: m.Length, Seconds: m.seconds(m.Length),
			Integrated: known(m.Integrated), MaxShortTerm: known(m.MaxShortTerm), MaxMomentary: known(m.MaxMomentary),
			Range: known(m.Range), TruePeak: known(m.TruePeak),
			Left: known(m.Ears[0]), Right: known(m.Ears[1]), Balance: known(m.Balance()),
			DCLeft: m.DC[0], DCRight: m.DC[1],
			Clipped: m.Clipped, Clicks: []clickJSON{},
			QuietAt: m.Quiet.At, QuietLength: m.Quiet.Length,
			Damaged: m.damaged,
		}
		for _, c := range m.Clicks {
			r.Clicks = append(r.Clicks, clickJSON(c))
		}
		if err := out.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// known is a figure to a hundredth, or null where there is none.
func known[L ~float64](l L) *float64 {
	v := math.Round(float64(l)*100)/100 + 0 // no -0
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
