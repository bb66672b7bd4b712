package routine

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// TestFiles holds all that is said of wrong files, and of sessions that are refused
// or warned of, to what a person has read. A file without a version has the first two
// lines of any other.
func TestFiles(t *testing.T) {
	const golden = "testdata/files.txt"
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for part := range strings.SplitSeq(strings.TrimSuffix(string(text), "====\n"), "====\n") {
		file, _, _ := strings.Cut(part, "----\n")
		fmt.Fprintf(&got, "%s----\n%s====\n", file, said(file))
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got.String() != string(text) {
		t.Errorf("what is said differs from %s (go test -update writes it anew):\n%s", golden, got.String())
	}
}

// said returns what is said of a file and its default session, or if nothing is, the
// outline of that.
func said(file string) string {
	lib := fixture()
	if !strings.HasPrefix(file, "uncramp:") {
		file = "uncramp: 1\nname: x\n" + file
	}
	r, err := Parse("x", []byte(file), scriptOf(lib))
	var p *Plan
	if err == nil {
		p, err = r.Plan(r.Defaults, lib)
	}
	var all *Faults
	if errors.As(err, &all) {
		return strings.TrimSuffix(fmt.Sprintf("%v\nhint: %s\n", all, all.Hint()), "hint: \n")
	}
	if len(p.Warnings) == 0 {
		return outline(p)
	}
	text := ""
	for _, w := range p.Warnings {
		text += "warning: " + w.Error() + "\n"
	}
	return text
}

// TestSavedByOtherEditors: a routine is the same whatever it was saved as.
func TestSavedByOtherEditors(t *testing.T) {
	src, err := Source(Default)
	if err != nil {
		t.Fatal(err)
	}
	var saved []byte // as PowerShell writes it
	for _, u := range utf16.Encode([]rune("\ufeff" + strings.ReplaceAll(string(src), "\n", "\r\n"))) {
		saved = binary.LittleEndian.AppendUint16(saved, u)
	}
	r, err := Parse("buttock.yaml", saved, scriptOf(fixture()))
	if err != nil || !reflect.DeepEqual(r, parseBuiltin(t)) {
		t.Errorf("%v, %v", r, err)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"release-left", "release-right", "rest", "hold"}
	for word, want := range map[string]string{
		"relese-left": "release-left", "reslease-left": "release-left", "rset": "rest", "hodl": "hold", "xyz": "", "": "", "release-rigth": "release-right",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}

func TestTextForms(t *testing.T) {
	for _, text := range []string{"4-6", "2.5-7.25", "8-8", "4-7-8", "4-4-4-4", "4-0-4-2"} {
		if b, err := ParseBreath(text); err != nil || b.String() != text {
			t.Errorf("breath %s comes back as %v, %v", text, b, err)
		}
	}
	for _, text := range []string{"", "4", "4-", "-6", "4-6-8-2-1", "0-6", "4-x", "NaN-4", "1e9-4"} {
		if b, err := ParseBreath(text); err == nil {
			t.Errorf("breath %q is %v", text, b)
		}
	}
	for text, want := range map[string]time.Duration{
		"30": 30 * time.Second, "30s": 30 * time.Second, "0.7s": 700 * time.Millisecond, "1m30s": 90 * time.Second, "0": 0,
	} {
		if d, err := ParseDuration(text); err != nil || d != want {
			t.Errorf("length %s is %v, %v, want %v", text, d, err, want)
		}
	}
	for _, text := range []string{"", "-1s", "2h", "1us", "x", "Inf", "NaN", "0x10"} {
		if d, err := ParseDuration(text); err == nil {
			t.Errorf("length %q is %v", text, d)
		}
	}
	for text, want := range map[string]time.Duration{"2:30": 150 * time.Second, "0:05.5": 5500 * time.Millisecond, "150": 150 * time.Second} {
		if d, err := ParseTime(text); err != nil || d != want {
			t.Errorf("time %s is %v, %v, want %v", text, d, err, want)
		}
		if d, err := ParseTime(FormatTime(want)); err != nil || d != want {
			t.Errorf("%v, written as %s, is read as %v, %v", want, FormatTime(want), d, err)
		}
	}
	for _, text := range []string{"2:60", "-1:00", "2:", ":30", "2:NaN", "1:2:3", "abc", "-5s", "2h"} {
		if d, err := ParseTime(text); err == nil {
			t.Errorf("time %q is %v", text, d)
		}
	}
}

func TestPan(t *testing.T) {
	for cue, want := range map[string]float64{"take-left": -sidePan, "lying-take-right-short": sidePan, "left-10": 0, "left-more": 0, "left-arm": -sidePan, "where-left": -sidePan, "rest": 0} {
		if got := Pan(cue); got != want {
			t.Errorf("%s comes from %v, want %v", cue, got, want)
		}
	}
}

func TestSamples(t *testing.T) {
	for d, want := range map[time.Duration]Samples{
		0: 0, time.Second: 48000, 700 * time.Millisecond: 33600, time.Millisecond: 48, 10 * time.Microsecond: 0, 11 * time.Microsecond: 1, time.Hour: 48000 * 3600,
	} {
		if got := SamplesIn(d); got != want {
			t.Errorf("%v is %d samples, want %d", d, got, want)
		}
	}
}

// FuzzParse: whatever the file, Parse returns a routine or faults with the file's
// name, and a routine's plans are whole.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"routines/buttock.yaml", "routines/breathing.yaml", "testdata/everything.yaml", "testdata/older.yaml"} {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	for _, s := range []string{"", "# only a comment\n", "42", "uncramp: 1", "a: [", "- say: x", "a: b\n---\nc: d\n", "limits: {hold: {from: 20s, to: 30s, why: x}}", "x: &y [*y]", "?",
		"uncramp: 1\nname: x\nround: [{breathe: 1m, breath: 4-7-8, at: {half: steady}}, {hold: 9s}, {rest: 9s, next: rest}]"} {
		f.Add([]byte(s))
	}
	lib := fixture()
	script := scriptOf(lib)
	f.Fuzz(func(t *testing.T, src []byte) {
		r, err := Parse("x.yaml", src, script)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x.yaml") {
				t.Fatalf("the complaint names no file: %v", err)
			}
			return
		}
		if p, err := r.Plan(r.Defaults, lib); err == nil {
			if b := broken(p); b != "" {
				t.Fatal(b)
			}
		}
	})
}

// FuzzPlan: whatever the settings and the lengths of the recordings, a plan is
// refused or whole, and the same plan comes again.
func FuzzPlan(f *testing.F) {
	for shape := range uint8(5) {
		f.Add(shape, uint8(2), 3, int64(30000), int64(30000), int64(4000), int64(0), int64(6000), uint8(1), uint8(0), int64(96000), int64(120000))
		f.Add(shape, uint8(1), 1, int64(23456), int64(54321), int64(2000), int64(7000), int64(8000), uint8(2), uint8(2), int64(1), int64(400000))
	}
	all := shapes(f)
	f.Fuzz(func(t *testing.T, shape, side uint8, rounds int, hold, rest, in, full, out int64, words, after uint8, spoken, chime int64) {
		h := all[int(shape)%len(all)]
		r, lib := h.r, h.lib
		for _, cue := range []string{"next-left", "steady", "halfway", "lean"} {
			lib.Spoken[cue] = Clip{Length: Samples(spoken)}
		}
		lib.Chimes["chime-out"] = Clip{Length: Samples(chime)}
		ms := func(n int64) time.Duration { return time.Duration(n%3600000) * time.Millisecond }
		s := r.Defaults
		s.Side = r.Sessions()[int(side)%len(r.Sessions())]
		s.Rounds, s.Breath = rounds%4, Breath{In: ms(in), Full: ms(full), Out: ms(out)}
		if s.Hold > 0 {
			s.Hold = ms(hold)
		}
		if s.Rest > 0 {
			s.Rest = ms(rest)
		}
		s.Words = []Words{WordsFull, WordsFading, WordsFew}[words%3]
		s.Before = []Before{BeforeFull, BeforeShort, BeforeNone}[after/4%3]
		s.After = []After{AfterFull, AfterTip, AfterShort, AfterNone}[after%4]
		p, err := r.Plan(s, lib)
		if err != nil {
			return
		}
		if b := broken(p); b != "" {
			t.Fatalf("%+v: %s", s, b)
		}
		if at := inhaled(p); at >= 0 {
			t.Fatalf("%+v: breathed in twice, at %v", s, at.Duration())
		}
		for i, ph := range p.Phases {
			if ph.Name == PhaseHold && ph.Title == "" && s.Hold > 0 && ph.End-ph.Start != SamplesIn(s.Hold) {
				t.Fatalf("a hold of %v lasts %d samples", s.Hold, ph.End-ph.Start)
			}
			if i != int(words)%len(p.Phases) { // the others in another run
				continue
			}
			rest, err := p.From((ph.Start + (ph.End-ph.Start)/2).Duration())
			if err != nil {
				t.Fatal(err)
			}
			if b := broken(rest); b != "" {
				t.Fatalf("from %s: %s", ph.Name, b)
			}
		}
	})
}
