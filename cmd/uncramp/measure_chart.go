package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"

	"uncramp/audio/meter"
	"uncramp/cmd/uncramp/internal/chart"
	"uncramp/routine"
)

// chartOf is the chart of what was measured.
func chartOf(m measurement) *chart.Chart {
	c := &chart.Chart{
		Title:  filepath.Base(m.file),
		Figure: []string{printed(figure(m.Integrated)) + " LUFS"},
		Length: m.Rate.D(m.Length),
		First:  400 * time.Millisecond,
		Step:   meter.MomentaryStep,
	}
	if !math.IsNaN(float64(m.Range)) {
		c.Figure = append(c.Figure, "range "+figure(m.Range)+" LU")
	}
	c.Figure = append(c.Figure, "true peak "+printed(figure(m.TruePeak))+" dBTP", lasts(m))
	for _, l := range m.Momentary {
		c.Loudness = append(c.Loudness, float64(l))
	}
	return c
}

// printed is a figure with a true minus sign, for a picture.
func printed(figure string) string { return strings.Replace(figure, "-", "−", 1) }

// maxPlan is far more bytes than the plan of the longest session has.
const maxPlan = 16 << 20

// readPlan reads what "uncramp plan --json" has printed.
func readPlan(ctx context.Context, file string) (*routine.Plan, error) {
	data, err := readFile(ctx, file, maxPlan)
	if err != nil {
		return nil, err
	}
	var p routine.Plan
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, hint(fmt.Errorf("%s: not a plan: %w", file, err), "uncramp plan --json prints one")
	}
	if p.Rate != routine.Rate || p.Length <= 0 || len(p.Phases) == 0 {
		return nil, hint(fmt.Errorf("%s: not a plan", file), "uncramp plan --json prints one")
	}
	return &p, nil
}

// layPlan lays the phases and cues of a plan on a chart.
func layPlan(c *chart.Chart, p *routine.Plan) {
	shades := map[string]chart.Shade{"hold": chart.Strong, "rest": chart.Calm}
	for _, phase := range p.Phases {
		drawn := chart.Phase{
			Name: phase.Name, Shade: shades[phase.Name],
			Start: phase.Start.Duration(), End: phase.End.Duration(),
		}
		if phase.Round > 0 {
			drawn.Group = fmt.Sprintf("%s, round %d", phase.Side, phase.Round)
		}
		c.Phases = append(c.Phases, drawn)
	}
	c.Lanes = [2]string{"voice", "chimes"}
	lanes := map[routine.Bus]int{routine.BusVoice: 0, routine.BusChime: 1}
	for _, e := range p.Events {
		if lane, ok := lanes[e.Bus]; ok {
			c.Cues = append(c.Cues, chart.Cue{Name: e.Cue, Lane: lane, At: e.At.Duration(), End: e.End().Duration()})
		}
	}
}
