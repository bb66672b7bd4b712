package routine

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"uncramp/routine/yamlfile"
)

// Format is the version of the routine files that this package reads.
const Format = 1

// Parse returns the routine in a file. It may name the cues of the script and those
// of its own words. An error is a [Fault] with file:line:column, the line and, if
// there is one, a remedy. Parse never panics.
func Parse(file string, src []byte, script Script) (r *Routine, err error) {
	d := &document{file: file, words: script.Words, chimes: script.Chimes}
	// Faults are raised from deep in the tree.
	defer func() {
		switch p := recover().(type) {
		case nil:
		case *Fault:
			r, err = nil, p
		default:
			r, err = nil, &Fault{Place: file, Fact: "not a routine file"}
		}
	}()
	text, err := yamlfile.Text(src)
	d.lines = strings.Split(text, "\n")
	if err != nil {
		return nil, d.read(err)
	}
	body, err := yamlfile.Parse(text)
	if err != nil {
		return nil, d.read(err)
	}
	if body == nil {
		return nil, &Fault{Place: file, Fact: "not a routine file: there is nothing in it", Remedy: "uncramp routine show prints one to start from"}
	}
	return d.routine(body), nil
}

// read returns the fault for a file that is no text, or no YAML.
func (d *document) read(err error) *Fault {
	f := (*yamlfile.Fault)(nil)
	switch {
	case !errors.As(err, &f):
		return &Fault{Place: d.file, Fact: err.Error()}
	case f.Line == 0:
		return &Fault{Place: d.file, Fact: "not a routine file: " + f.Fact}
	}
	return d.fault(f.Line, f.Column, "", "%s", f.Fact)
}

// routine reads the top of the file.
func (d *document) routine(body ast.Node) *Routine {
	top := d.mapping(body, "uncramp", "name", "title", "voice", "fallback", "words", "sides", "run-in", "defaults", "limits", "opening", "round", "closing")
	if v := top.need("uncramp"); d.integer(v, 0, 1<<20) != Format {
		d.fail(v, "", "format version %s: this program reads %d", v, Format)
	}
	r := &Routine{Name: d.text(top.need("name")), RunIn: d.duration(top.need("run-in"))}
	r.Title = r.Name
	if v := top.get("title"); v != nil {
		r.Title = d.text(v)
	}
	if v := top.get("voice"); v != nil {
		r.Voice = d.text(v)
	}
	if v := top.get("fallback"); v != nil {
		r.Fallback = d.text(v)
	}
	if v := top.get("words"); v != nil {
		r.Words = d.sentences(v)
		d.words = maps.Clone(d.words)
		maps.Copy(d.words, r.Words)
	}
	d.sorted = slices.Sorted(maps.Keys(d.words))
	sides := top.need("sides")
	for _, v := range d.list(sides) {
		side := Side(d.text(v))
		if side != Left && side != Right || slices.Contains(r.Sides, side) {
			d.fail(v, "sides are left and right, each at most once", "side %q", side)
		}
		r.Sides = append(r.Sides, side)
	}
	if len(r.Sides) == 0 {
		d.fail(sides, "", "sides is empty: it takes left, right, or both of them")
	}
	r.Limits = d.limits(top.need("limits"))
	r.Opening = d.once(top.need("opening"), r.Sides)
	r.Round = d.round(top.need("round"), r.Sides)
	r.Closing = d.once(top.need("closing"), r.Sides)
	defaults := top.need("defaults")
	r.Defaults = d.defaults(defaults)
	if err := r.Check(r.Defaults); err != nil {
		var f *Fault
		errors.As(err, &f)
		d.fail(defaults, "", "defaults: %s", f.Fact)
	}
	return r
}

func (d *document) defaults(n ast.Node) Settings {
	m := d.mapping(n, "side", "rounds", "hold", "rest", "breath")
	s := Settings{
		Rounds: d.integer(m.need("rounds"), 1, maxRounds),
		Hold:   d.duration(m.need("hold")),
		Rest:   d.duration(m.need("rest")),
		Words:  WordsFading,
		Before: BeforeFull,
		After:  AfterFull,
	}
	var err error
	if s.Side, err = ParseSide(d.text(m.need("side"))); err != nil {
		d.failErr(m.need("side"), err)
	}
	if s.Breath, err = ParseBreath(d.text(m.need("breath"))); err != nil {
		d.failErr(m.need("breath"), err)
	}
	return s
}

// The recordings count no further.
const (
	maxRounds  = 6
	maxMinutes = 120
)

// shortest keeps a setting from laying out breaths of no length.
const shortest = time.Second

func (d *document) limits(n ast.Node) Limits {
	m := d.mapping(n, "rounds", "hold", "rest", "breath")
	return Limits{
		Rounds: limit(d, m.need("rounds"), func(n ast.Node) int { return d.integer(n, 1, maxRounds) }),
		Hold:   limit(d, m.need("hold"), d.some),
		Rest:   limit(d, m.need("rest"), d.some),
		Breath: limit(d, m.need("breath"), d.some),
	}
}

func limit[T int | time.Duration](d *document, n ast.Node, value func(ast.Node) T) Limit[T] {
	m := d.mapping(n, "from", "to", "why")
	l := Limit[T]{value(m.need("from")), value(m.need("to")), d.text(m.need("why"))}
	if l.From > l.To {
		d.fail(n, "", "from %v is more than to %v", l.From, l.To)
	}
	return l
}

// some reads a length of time that is not next to nothing.
func (d *document) some(n ast.Node) time.Duration {
	t := d.duration(n)
	if t < shortest {
		d.fail(n, "", "%v: must be at least %v", t, shortest)
	}
	return t
}
