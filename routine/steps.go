package routine

import (
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

const (
	none   = "none" // no words, no chimes
	inTurn = "in-turn"
)

// verbs are the keys that make a step. Each step has exactly one.
var verbs = []string{"phase", "wait", "chime", "say", "open", "breathe", "hold", "rest"}

// more lists the keys that can stand beside a verb.
var more = map[string][]string{
	"chime":   {"then", "from-round"},
	"say":     {"short", "few", "pick", "gap", "then"},
	"open":    {"chimes", "words", "gap"},
	"breathe": {"first", "second", "last"},
	"hold":    {"from", "to", "first", "second", "last"},
	"rest":    {"next", "last", "switch", "after-last"},
}

// once reads the steps of the opening or the closing.
func (d *document) once(n ast.Node, sides []Side) []Step {
	if len(sides) > 1 {
		sides = append(slices.Clone(sides), Both)
	}
	var steps []Step
	for _, v := range d.list(n) {
		switch s := d.step(v, sides).(type) {
		case mark, Hold, Rest:
			d.fail(v, "", "phases, holds and rests belong to the round")
		default:
			steps = append(steps, s)
		}
	}
	return steps
}

// round reads the steps of a round and gathers them by phase. A hold and a
// rest are phases of their own.
func (d *document) round(n ast.Node, sides []Side) []Section {
	var all []Section
	open := false // the last section takes further steps
	for _, v := range d.list(n) {
		s := d.step(v, sides)
		switch s := s.(type) {
		case mark:
			all, open = append(all, Section{Phase: s.phase}), true
			continue
		case Hold:
			all, open = append(all, Section{PhaseHold, []Step{s}}), false
			continue
		case Rest:
			all, open = append(all, Section{PhaseRest, []Step{s}}), false
			continue
		}
		if !open {
			d.fail(v, "a line \"- phase: "+Phases[0]+"\" in front of it", "this step belongs to no phase")
		}
		last := &all[len(all)-1]
		last.Steps = append(last.Steps, s)
	}
	if !slices.ContainsFunc(all, func(s Section) bool { return s.Phase == PhaseHold }) {
		d.fail(n, "", "a round needs a hold")
	}
	return all
}

// mark begins a phase.
type mark struct {
	Base
	phase string
}

func (d *document) step(n ast.Node, sides []Side) Step {
	verb := d.verb(n)
	m := d.mapping(n, append([]string{verb, "before", "after", "when"}, more[verb]...)...)
	base, v := d.base(n, m), m.need(verb)
	c := cues{d, sides}
	switch verb {
	case "phase":
		name := d.text(v)
		if !slices.Contains(Phases, name) || name == PhaseHold || name == PhaseRest {
			d.fail(v, didYouMean(name, Phases), "unknown phase %q: take, angle and release are known; a hold and a rest begin their own", name)
		}
		return mark{base, name}
	case "wait":
		return Wait{base, d.duration(v)}
	case "chime":
		s := Chime{Base: base, Cue: c.chime(v), Whole: true}
		if then := m.get("then"); then != nil {
			s.Then, s.Whole = d.duration(then), false
		}
		if from := m.get("from-round"); from != nil {
			s.FromRound = d.integer(from, 1, maxRounds)
		}
		return s
	case "say":
		return d.say(m, c, base)
	case "open":
		return d.open(m, c, base)
	case "breathe":
		return Breathe{base, d.integer(v, 1, 12), c.breathWords(m)}
	case "hold":
		h := Hold{Base: base, For: d.span(v, SettingHold), From: c.chime(m.need("from")), To: c.chime(m.need("to")), Words: c.breathWords(m)}
		return h
	}
	r := Rest{Base: base, For: d.span(v, SettingRest), AfterLast: 1}
	for _, w := range []struct {
		key string
		to  *string
	}{{"next", &r.Next}, {"last", &r.Last}, {"switch", &r.Switch}} {
		if v := m.get(w.key); v != nil {
			*w.to = c.spoken(v)
		}
	}
	if v := m.get("after-last"); v != nil {
		r.AfterLast = d.integer(v, 0, 12)
	}
	return r
}

// verb returns the one key of a step that says what it does.
func (d *document) verb(n ast.Node) string {
	m, ok := n.(ast.MapNode)
	if !ok {
		d.fail(n, "a step is written as \"- say: welcome-{side}\"", "not a step")
	}
	verb := ""
	var keys []string
	for it := m.MapRange(); it.Next(); {
		key := d.text(it.Key())
		keys = append(keys, key)
		// "last" of a hold is no verb, nor is its "from"; a rest has "last" too.
		if slices.Contains(verbs, key) {
			if verb != "" {
				d.fail(it.Key(), "each step of a list begins with a dash", "%q and %q in one step", verb, key)
			}
			verb = key
		}
	}
	if verb == "" {
		d.fail(n, didYouMean(strings.Join(keys, " "), verbs), "a step does one of %s", strings.Join(verbs, ", "))
	}
	return verb
}

// base reads what all steps have.
func (d *document) base(n ast.Node, m keyed) Base {
	b := Base{Place: d.place(n)}
	b.Before = choices(d, m.get("before"), ParseBefore)
	b.After = choices(d, m.get("after"), ParseAfter)
	if when := choices(d, m.get("when"), parseWhen); len(when) > 1 {
		d.fail(m.get("when"), "", "one condition at most")
	} else if len(when) == 1 {
		b.When = when[0]
	}
	return b
}

// choices reads one value or a list of them.
func choices[T any](d *document, n ast.Node, parse func(string) (T, error)) (all []T) {
	if n == nil {
		return nil
	}
	for _, v := range d.list(n) {
		choice, err := parse(d.text(v))
		if err != nil {
			d.failErr(v, err)
		}
		all = append(all, choice)
	}
	return all
}

func (d *document) open(m keyed, c cues, b Base) Open {
	o := Open{Base: b, For: d.duration(m.need("open")), Gap: time.Second}
	if v := m.get("chimes"); v != nil {
		if d.text(v) != none {
			d.fail(v, "", "%q: must be %s", d.text(v), none)
		}
		o.Silent = true
	}
	if v := m.get("words"); v != nil {
		o.Words = d.cues(v, c)
	}
	if v := m.get("gap"); v != nil {
		o.Gap = d.duration(v)
	}
	return o
}

// cues reads one cue or a list of them.
func (d *document) cues(n ast.Node, c cues) (all []Spoken) {
	for _, v := range d.list(n) {
		full := c.spoken(v)
		stand := short(full, c.known)
		all = append(all, Spoken{full, stand, stand})
	}
	if len(all) == 0 {
		d.fail(n, "", "nothing to say")
	}
	return all
}

func (d *document) say(m keyed, c cues, b Base) Say {
	s := Say{Base: b, Cues: d.cues(m.need("say"), c)}
	if v := m.get("pick"); v != nil {
		if d.text(v) != inTurn {
			d.fail(v, "", "%q: must be %s", d.text(v), inTurn)
		}
		s.InTurn = true
	}
	// A lower level that is written out stands in for the whole step; what is
	// left out at one level is left out below it.
	for l, key := range []string{levelShort: "short", levelFew: "few"} {
		v := m.get(key)
		if key == "" || v == nil {
			continue
		}
		instead := ""
		if d.text(v) != none {
			instead = c.spoken(v)
		}
		for i := range s.Cues {
			for below := level(l); below < levels; below++ {
				s.Cues[i][below] = ""
				if i == 0 {
					s.Cues[i][below] = instead
				}
			}
		}
	}
	if v := m.get("gap"); v != nil {
		s.Gap = d.duration(v)
	}
	if v := m.get("then"); v != nil {
		s.Then = d.duration(v)
	}
	return s
}

// span reads "{hold}", "{rest}" or a length of its own.
func (d *document) span(n ast.Node, own Setting) Span {
	text := d.text(n)
	if !strings.HasPrefix(text, "{") {
		return Span{Fixed: d.some(n)}
	}
	if text != "{"+string(own)+"}" {
		d.fail(n, "", "%q: must be \"{%s}\" or a length of time", text, own)
	}
	return Span{Setting: own}
}
