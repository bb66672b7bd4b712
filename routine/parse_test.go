package routine

import (
	"encoding/binary"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

func TestParseBuiltin(t *testing.T) {
	r := parseBuiltin(t)
	want := Settings{
		Side: Left, Rounds: 3, Hold: 30 * time.Second, Rest: 30 * time.Second, Breath: Breath{In: 4 * time.Second, Out: 6 * time.Second},
		Words: WordsFading, Before: BeforeFull, After: AfterFull,
	}
	if r.Defaults != want {
		t.Errorf("defaults are %+v, want %+v", r.Defaults, want)
	}
	var phases []string
	for _, s := range r.Round {
		phases = append(phases, s.Phase)
	}
	if got := strings.Join(phases, " "); got != "take angle hold release rest" {
		t.Errorf("a round is %s", got)
	}
}

// TestParseFaults changes one thing of the built-in routine and reads the
// complaint: place, fact, line and remedy.
func TestParseFaults(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string
		want           string // with the place's line and column
		remedy         string
	}{
		{"unknown cue", "say: release-{side}", "say: relese-{side}",
			"say: relese-{side}` unknown cue \"relese-left\"", `did you mean "release-{side}"?`},
		{"unknown mark", "welcome-{side}", "welcome-{sied}", "- say: welcome-{sied}` unknown cue \"welcome-{sied}\"", "in braces there is {side}, {round}, {rounds} or {minutes}"},
		{"unknown key", "run-in: 2s", "run_in: 2s", "run_in: 2s` unknown key \"run_in\"", `did you mean "run-in"?`},
		{"unknown verb", "- wait: 0.8s", "- pause: 0.8s", "- pause: 0.8s` \"pause\": a step does one of phase, wait, chime, say, open, breathe, hold, rest", ""},
		{"two verbs", "- phase: angle", "- phase: angle\n    wait: 1s", "wait: 1s` \"phase\" and \"wait\" in one step", "each step of a list begins with a dash"},
		{"bad duration", "then: 4s", "then: 4 s", "then: 4 s                        # to do it` \"4 s\": must be a length of time, such as 30s or 1m30s", ""},
		{"too fine a duration", "then: 4s", "then: 4.0001s", "then: 4.0001s                        # to do it` \"4.0001s\": must be whole milliseconds", ""},
		{"missing key", "name: buttock\n", "", "uncramp: 1` \"name\" is missing", "uncramp routine show prints a whole routine"},
		{"wrong version", "uncramp: 1", "uncramp: 2", "uncramp: 2` format version 2: this program reads 1", ""},
		{"unknown phase", "- phase: take", "- phase: tale", "- phase: tale` phase \"tale\": must be take, angle, release", `did you mean "take"?`},
		{"hold in the opening", "- breathe: 1", "- hold: \"{hold}\"\n    from: chime-hold\n    to: chime-release", "- hold: \"{hold}\"` holds and rests belong to the round or to the warm-up", ""},
		{"wrong setting", `rest: "{rest}"`, `rest: "{hold}"`, "- rest: \"{hold}\"` \"{hold}\": must be \"{rest}\" or a length of time", ""},
		{"three words in a breath", "[in, out]", "[in, out, in]", "first: {full: [breathe-in, breathe-out], short: [in, out, in]}` a breath has two words at most, one in and one out", ""},
		{"unknown ending", "after: full", "after: ful", "after: ful` after \"ful\": must be full, tip, short, none", `did you mean "full"?`},
		{"broken YAML", "sides: [left, right]", "sides: [left, right", "` ", ""},
		{"nested without end", "title: Knee to opposite shoulder", "title: " + strings.Repeat("[", 100_000),
			"title: [[[[[[[[` brackets in brackets, more than 32 deep", ""},
		{"a control character", "name: buttock", "name: but\x1b[31mtock", "name: but` a control character, U+001B: a text has none", ""},
		{"two lines", "title: Knee to opposite shoulder", "title: |\n  one\n  two", "title: |` \"one\\ntwo\": must be one line, without control characters", ""},
		{"Latin-1", "to opposite shoulder", "\xe0 droite", "title: Knee \xe0 droite` not UTF-8: save the file as UTF-8", ""},
		{"an alias", "title: Knee to opposite shoulder", "title: *name", "title: *name` an alias (*): write the value out, or put text that has a * in front into quotes", ""},
		{"a list for a text", "name: buttock", "name: [buttock]", "name: [buttock]` must be one text, not a list", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src, err := Source(Default)
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(string(src), tt.old, tt.new, 1)
			if changed == string(src) {
				t.Fatalf("the routine has no %q", tt.old)
			}
			_, err = Parse("mine.yaml", []byte(changed), scriptOf(fixture()))
			var f *Fault
			if !errors.As(err, &f) {
				t.Fatalf("got %v, want a fault", err)
			}
			line, fact, _ := strings.Cut(tt.want, "` ")
			if !strings.Contains(f.Source, line) || f.Remedy != tt.remedy || !strings.HasPrefix(f.Place, "mine.yaml:") {
				t.Errorf("got %v\nremedy %q", f, f.Remedy)
			}
			if fact != "" && f.Fact != fact {
				t.Errorf("got  %s\nwant %s", f.Fact, fact)
			}
			if f.Fact == "" {
				t.Error("no fact")
			}
		})
	}
}

func TestNotRoutines(t *testing.T) {
	for _, src := range []string{"", "# only a comment\n", "- a list", "42", "a: b\n---\nc: d\n", "\x00\x01", strings.Repeat("[", 1000), "&a [*a]", "? x\n: y"} {
		if r, err := Parse("x.yaml", []byte(src), scriptOf(fixture())); err == nil {
			t.Errorf("%.20q is a routine: %+v", src, r)
		} else if !strings.HasPrefix(err.Error(), "x.yaml") {
			t.Errorf("%.20q: the complaint names no file: %v", src, err)
		}
	}
}

// TestSavedByOtherEditors: a routine is the same whatever it was saved as.
func TestSavedByOtherEditors(t *testing.T) {
	src, err := Source(Default)
	if err != nil {
		t.Fatal(err)
	}
	want := parseBuiltin(t)
	units := utf16.Encode([]rune("\ufeff" + string(src)))
	little, big := make([]byte, 0, 2*len(units)), make([]byte, 0, 2*len(units))
	for _, u := range units {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
	}
	for name, saved := range map[string][]byte{
		"UTF-8 with a mark": append([]byte("\ufeff"), src...), "UTF-16, as PowerShell writes it": little, "UTF-16, big endian": big,
		"lines as on Windows": []byte(strings.ReplaceAll(string(src), "\n", "\r\n")),
	} {
		r, err := Parse("buttock.yaml", saved, scriptOf(fixture()))
		if err != nil || !reflect.DeepEqual(r, want) {
			t.Errorf("%s: %v", name, err)
		}
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
	for _, s := range []string{"", "uncramp: 1", "a: [", "- say: x", "limits: {hold: {from: 20s, to: 30s, why: x}}", "x: &y [*y]", "?",
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
