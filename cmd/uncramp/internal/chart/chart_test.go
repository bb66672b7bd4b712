package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden picture anew")

// sample is a minute of sound with two rounds of phases in it.
func sample() *Chart {
	c := &Chart{
		Title: "session <1> & 'more'.wav", Figure: []string{"−24.3 LUFS", "range 8.8 LU"},
		Length: time.Minute, First: 400 * time.Millisecond, Step: 100 * time.Millisecond,
		Lanes: [2]string{"voice", "chimes"},
	}
	for i := range 597 {
		v := -25 + 8*math.Sin(float64(i)/10)
		if i%100 < 20 {
			v = math.Inf(-1)
		}
		c.Loudness = append(c.Loudness, v)
	}
	for i, name := range []string{"opening", "hold", "rest", "hold", "rest", "closing"} {
		p := Phase{Name: name, Start: time.Duration(i) * 10 * time.Second, End: time.Duration(i+1) * 10 * time.Second}
		if i%5 != 0 {
			p.Group, p.Shade = fmt.Sprintf("left, round %d", (i+1)/2), Shade(2-(i+1)%2)
		}
		c.Phases = append(c.Phases, p)
	}
	for i := range 40 {
		at := time.Duration(i) * 900 * time.Millisecond
		c.Cues = append(c.Cues, Cue{Name: fmt.Sprintf("cue-%d", i), Lane: i % 2, At: at, End: at + 500*time.Millisecond})
	}
	return c
}

func picture(t *testing.T, c *Chart) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := c.WriteSVG(&out); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(bytes.NewReader(out.Bytes())); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("not XML: %v", err)
		}
	}
	if bad := regexp.MustCompile(`NaN|Inf|%!`).Find(out.Bytes()); bad != nil {
		t.Errorf("%s in it", bad)
	}
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	const golden = "testdata/sample.svg"
	got := picture(t, sample())
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("not %s: look at both; -update takes the new one", golden)
	}
}

// Whatever is drawn, it is a picture.
func TestEdges(t *testing.T) {
	silence := math.Inf(-1)
	for name, c := range map[string]*Chart{
		"nothing":    {},
		"one":        {Title: "\x00\xff", Length: time.Millisecond, Loudness: []float64{-20}},
		"silence":    {Length: time.Second, Step: time.Second, Loudness: []float64{silence, silence}},
		"loud":       {Length: time.Second, Step: time.Second, Loudness: []float64{3, 40, silence}},
		"a day":      {Length: 24 * time.Hour, Step: time.Hour, Loudness: make([]float64, 100)},
		"plan alone": {Length: time.Second, Phases: sample().Phases, Cues: sample().Cues},
	} {
		t.Run(name, func(t *testing.T) { picture(t, c) })
	}
}

// Names never lie on one another, and stand near their marks.
func TestNamesAreLegible(t *testing.T) {
	c := sample()
	got := string(picture(t, c))
	last := math.Inf(-1)
	names := 0
	for _, m := range regexp.MustCompile(`translate\(([0-9.]+) [0-9.]+\) rotate\(55\)" class="cue">cue-([0-9]+)<`).FindAllStringSubmatch(got, -1) {
		x, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		i, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		l := c.layout()
		if x-last < nameGap-0.1 || math.Abs(x-l.x(c.Cues[i].At)) > nameShift+1 {
			t.Errorf("cue-%d: its name stands at %.1f, its mark at %.1f, the name before at %.1f", i, x, l.x(c.Cues[i].At), last)
		}
		last = x
		names++
	}
	if names != 20 {
		t.Errorf("%d names of 20", names)
	}
	if n := strings.Count(got, `class="cue"`); n != names {
		t.Errorf("%d names, %d of them found", n, names)
	}
}

// A group that is too short for its name has it beside itself, where no other one
// is; and no name lies on another.
func TestGroupsAreLegible(t *testing.T) {
	c := &Chart{Length: 1000 * time.Second}
	at := time.Duration(0)
	phase := func(group string, seconds int) {
		end := at + time.Duration(seconds)*time.Second
		c.Phases = append(c.Phases, Phase{Name: "p", Group: group, Start: at, End: end})
		at = end
	}
	phase("", 100)
	phase("left, round 1", 150)
	phase("left, round 2", 50) // no room: its neighbours have names
	phase("right, round 3", 150)
	phase("right, round 4", 60) // as in both --rounds 4
	phase("", 490)
	got := string(picture(t, c))
	l := c.layout()
	for _, want := range []struct {
		name     string
		from, to int // seconds within which it stands
	}{{"left, round 1", 100, 250}, {"right, round 3", 300, 450}, {"right, round 4", 450, 1000}} {
		m := regexp.MustCompile(`<text x="([0-9.]+)" y="[0-9.]+" class="group">` + want.name + `<`).FindStringSubmatch(got)
		if m == nil {
			t.Errorf("%s: no name", want.name)
			continue
		}
		x, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		half := textWidth(want.name, 12) / 2
		if from, to := l.x(time.Duration(want.from)*time.Second), l.x(time.Duration(want.to)*time.Second); x-half < from || x+half > to {
			t.Errorf("%s stands from %.1f to %.1f, want within %.1f and %.1f", want.name, x-half, x+half, from, to)
		}
	}
	if strings.Contains(got, "left, round 2") {
		t.Error("a name where there is no room")
	}
}

func TestTimeStep(t *testing.T) {
	for length, want := range map[time.Duration]time.Duration{
		0: 50 * time.Millisecond, 3 * time.Second: 200 * time.Millisecond, time.Minute: 5 * time.Second,
		413 * time.Second: 30 * time.Second, time.Hour: 5 * time.Minute, 24 * time.Hour: 3 * time.Hour,
	} {
		if got := timeStep(length); got != want {
			t.Errorf("%v: got %v, want %v", length, got, want)
		}
	}
}
