package routine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"uncramp/routine/yamlfile"
)

// fileVersion is the version of the form of routine files that this package reads.
const fileVersion = 1

// Parse returns the routine in a file. The file may name the cues of the script and
// those of its own words. An error is [Faults] with all that is wrong, sorted by
// place: file:line:column, the line and, if one helps, a remedy. Parse never panics.
func Parse(file string, src []byte, script Script) (*Routine, error) {
	d := &document{file: file, words: map[string]string{}, chimes: map[string]string{}}
	maps.Copy(d.words, script.Words)
	for _, chime := range script.Chimes {
		d.chimes[chime] = chime
	}
	text, err := yamlfile.Text(src)
	d.lines = strings.Split(text, "\n")
	if err != nil {
		return nil, d.unreadable(err)
	}
	body, err := yamlfile.Parse(text)
	if err != nil {
		return nil, d.unreadable(err)
	}
	if body == nil {
		return nil, newFaults([]*Fault{{Place: file, Fact: "not a routine file: there is nothing in it", Remedy: "uncramp routine show prints one to start from"}})
	}
	r := &Routine{RunIn: 2 * time.Second}
	given := object(d, body, topFields, r)
	if r.Title == "" {
		r.Title = r.Name
	}
	d.settle(r, given)
	if err := d.faults(); err != nil {
		return nil, err
	}
	return r, nil
}

// steps reads the steps of a part of the file, for these sides. A verb that belongs
// elsewhere is a fault.
func (d *document) steps(n ast.Node, sides []Side, elsewhere ...string) (steps []Step) {
	d.sides = sides
	for _, v := range list(n) {
		switch s := d.step(v); {
		case s.Do == "":
		case !slices.Contains(elsewhere, s.Do):
			steps = append(steps, s)
		case s.Do == doPhase:
			d.fail(v, "", "a phase belongs to the round")
		default:
			d.fail(v, "", "holds and rests belong to the round or to the warm-up")
		}
	}
	return steps
}

// sections gathers the steps of a round or of the warm-up by phase. A hold and a rest
// are phases of their own, and so is a breathe with a name, or one of a round outside
// any phase. Other steps outside any phase make one with the name between.
func sections(steps []Step, between string) (all []Section) {
	open := false // the last section takes further steps
	for _, s := range steps {
		switch {
		case s.Do == doPhase:
			all, open = append(all, Section{s.Cue, s.Name, nil}), true
			continue
		case s.Do == doHold, s.Do == doRest, s.Do == doBreathe && (s.Name != "" || !open && between != Warmup):
			all, open = append(all, Section{s.Do, s.Name, []Step{s}}), false
			continue
		case !open && (len(all) == 0 || all[len(all)-1].Phase != between):
			all = append(all, Section{Phase: between})
		}
		last := &all[len(all)-1]
		last.Steps = append(last.Steps, s)
	}
	return all
}

// step reads a step. Do is empty if the node is none.
func (d *document) step(n ast.Node) (s Step) {
	entries, ok := d.entries(n)
	if !ok {
		d.fail(n, "a step is written as \"- say: welcome-{side}\"", "not a step")
		return s
	}
	var found *verb
	var keys []string
	for _, e := range entries {
		keys = append(keys, e.name)
		i := slices.IndexFunc(verbs, func(v verb) bool { return v.name == e.name })
		if i >= 0 && found != nil {
			d.fail(e.key, "each step of a list begins with a dash", "%q and %q in one step", found.name, e.name)
			return s
		}
		if i >= 0 {
			found = &verbs[i]
		}
	}
	if found == nil {
		var all []string
		for _, v := range verbs {
			all = append(all, v.name)
		}
		remedy := didYouMean(strings.Join(keys, " "), all)
		if len(keys) > 0 && strings.HasPrefix(keys[0], "-") {
			remedy = fmt.Sprintf("a space stands after the dash: \"- %s\"", keys[0][1:])
		}
		d.fail(n, remedy, "%q: a step does one of %s", strings.Join(keys, ", "), strings.Join(all, ", "))
		return s
	}
	s = Step{Place: d.place(position(n)), Do: found.name, From: "chime-hold", To: "chime-release", AfterLast: 1}
	if s.Do == doOpen {
		s.Gap = time.Second
	}
	given := object(d, n, found.fields, &s)
	s.Whole = given["then"] == nil
	return s
}

func (d *document) place(line, column int) string {
	return fmt.Sprintf("%s:%d:%d", d.file, line, column)
}

// settle fills in the settings and limits that the file leaves out, and checks that
// they agree. A setting that neither the file sets nor a step asks for stays zero.
func (d *document) settle(r *Routine, given map[string]ast.Node) {
	uses := map[Setting]bool{}
	r.each(func(step *Step, _ []Side) { uses[step.For.Setting] = true })
	s, l := &r.Defaults, &r.Limits
	s.Words, s.Before, s.After = WordsFading, BeforeFull, AfterFull
	s.Side = cmp.Or(s.Side, r.eachSide()[0])
	fill(uses[SettingHold], &s.Hold, &l.Hold, 30*time.Second, shortest, 10*time.Minute)
	fill(uses[SettingRest], &s.Rest, &l.Rest, 30*time.Second, shortest, 10*time.Minute)
	fill(uses[SettingMinutes], &s.Minutes, &l.Minutes, 5, 1, maxMinutes)
	fill(true, &s.Rounds, &l.Rounds, 1, 1, maxRounds)
	if s.Breath == (Breath{}) {
		s.Breath = Breath{In: 4 * time.Second, Out: 6 * time.Second}
	}
	if l.Breath == (Limit[time.Duration]{}) {
		l.Breath = Limit[time.Duration]{From: shortest, To: longestPart}
		l.Pause = longestPart
	}
	if len(d.found) > 0 {
		return // which may be the reason
	}
	for _, f := range r.check(*s) {
		at := given["name"]
		for _, part := range []ast.Node{given["limits"], given["defaults"]} {
			if v := valueOf(part, string(f.of)); v != nil {
				at = v
			}
		}
		d.fail(at, "", "defaults: %s", f.Fact)
	}
}

// fill sets the default and the limit of a setting if the file sets one of them alone,
// or none and a step asks for it.
func fill[T int | time.Duration](asked bool, value *T, l *Limit[T], otherwise, least, most T) {
	if !asked && *value == 0 && l.To == 0 {
		return
	}
	if l.To == 0 {
		*l = Limit[T]{From: least, To: most}
	}
	if *value == 0 {
		*value = min(max(otherwise, l.From), l.To)
	}
}
