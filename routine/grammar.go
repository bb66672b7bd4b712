package routine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// What a file can say stands in the tables of this file. Both [Parse] and [Schema]
// read them.

// none says that there are no words, or no chimes.
const none = "none"

// The largest numbers. No built-in voice counts more than six rounds: a cue with a
// larger number is left out.
const (
	maxRounds      = 99
	maxMinutes     = 60  // of breathing
	longestMinutes = 120 // of a session, in words
	maxBreaths     = 99
)

var topFields = []field[Routine]{
	key("uncramp", aVersion, func(r *Routine) *int { return new(int) }, "the version of the form: 1").must(),
	key("name", aText, func(r *Routine) *string { return &r.Name }, "the name of the routine").must(),
	key("title", aText, func(r *Routine) *string { return &r.Title }, "what it is, in one line"),
	key("voice", aText, func(r *Routine) *string { return &r.Voice }, "who speaks: a name, or a folder beside this file"),
	key("fallback", aText, func(r *Routine) *string { return &r.Fallback }, "the voice that speaks what the other one lacks, or none; heart unless another is named"),
	{"words", "sentences of your own, each by a name for say:", false, wordsSchema, readWords},
	key("sides", sideList, func(r *Routine) *[]Side { return &r.Sides }, "left, right, or both of them; leave it out if the routine has no sides"),
	key("run-in", aTime, func(r *Routine) *time.Duration { return &r.RunIn }, "quiet before the first sound, 2s unless said otherwise"),
	key("limits", mapping(limitFields), func(r *Routine) *Limits { return &r.Limits }, "what can be asked for, and why no more"),
	key("defaults", mapping(defaultFields), func(r *Routine) *Settings { return &r.Defaults }, "what a session is unless it is asked for otherwise"),
	steps("opening", "steps at the start", func(d *document, r *Routine, n ast.Node) {
		r.Opening = d.steps(n, r.Sessions(), doPhase, doHold, doRest)
	}),
	steps("warmup", "steps like those of a round, done once before the rounds", func(d *document, r *Routine, n ast.Node) {
		r.Warmup = sections(d.steps(n, r.Sessions(), doPhase), Warmup)
	}),
	steps("round", "steps that are done again in every round, for each side", func(d *document, r *Routine, n ast.Node) { r.Round = sections(d.steps(n, r.eachSide()), PhaseReady) }).must(),
	steps("closing", "steps at the end", func(d *document, r *Routine, n ast.Node) {
		r.Closing = d.steps(n, r.Sessions(), doPhase, doHold, doRest)
	}),
}

// steps returns the field of a list of steps.
func steps(name, doc string, read func(d *document, r *Routine, n ast.Node)) field[Routine] {
	s := schema{"anyOf": []any{schema{"$ref": "#/$defs/step"}, schema{"type": "array", "items": schema{"$ref": "#/$defs/step"}}}}
	return field[Routine]{name, doc, false, s, func(d *document, n ast.Node, r *Routine) { read(d, r, n) }}
}

var defaultFields = []field[Settings]{
	key("side", anySide, func(s *Settings) *Side { return &s.Side }, "the side of a session for which none is named"),
	key("rounds", integer(1, maxRounds), func(s *Settings) *int { return &s.Rounds }, "rounds for each side"),
	key("hold", aLength, func(s *Settings) *time.Duration { return &s.Hold }, `what "{hold}" is`),
	key("rest", aLength, func(s *Settings) *time.Duration { return &s.Rest }, `what "{rest}" is`),
	key("minutes", integer(1, maxMinutes), func(s *Settings) *int { return &s.Minutes }, `what "{minutes}" is`),
	key("breath", aBreath, func(s *Settings) *Breath { return &s.Breath }, "seconds in and out, as 4-6; with pauses, as 4-7-8 or 4-4-4-4"),
}

var limitFields = []field[Limits]{
	key("rounds", limit(integer(1, maxRounds)), func(l *Limits) *Limit[int] { return &l.Rounds }, "for each side"),
	key("hold", limit(aLength), func(l *Limits) *Limit[time.Duration] { return &l.Hold }, `of "{hold}"`),
	key("rest", limit(aLength), func(l *Limits) *Limit[time.Duration] { return &l.Rest }, `of "{rest}"`),
	key("minutes", limit(integer(1, maxMinutes)), func(l *Limits) *Limit[int] { return &l.Minutes }, `of "{minutes}"`),
	key("breath", limit(aLength), func(l *Limits) *Limit[time.Duration] { return &l.Breath }, "of a breath in and of a breath out"),
	key("pause", aTime, func(l *Limits) *time.Duration { return &l.Pause }, "the longest pause in a breath; without it there are none"),
}

// limit returns the kind of ranges with a reason.
func limit[T int | time.Duration](k kind[T]) kind[Limit[T]] {
	fields := []field[Limit[T]]{
		key("from", k, func(l *Limit[T]) *T { return &l.From }, "the least").must(),
		key("to", k, func(l *Limit[T]) *T { return &l.To }, "the most").must(),
		key("why", aText, func(l *Limit[T]) *string { return &l.Why }, "the reason, for who asks for another value").must(),
	}
	return kind[Limit[T]]{objectSchema(fields), func(d *document, n ast.Node) (l Limit[T]) {
		if object(d, n, fields, &l); l.From > l.To && l.To != 0 {
			d.fail(n, "", "from %v is more than to %v", l.From, l.To)
		}
		return l
	}}
}

// verb is a key that makes a step, with all that the step can have.
type verb struct {
	name   string
	fields []field[Step]
}

// stepKeys has the keys of all steps.
var stepKeys = map[string]bool{}

// does returns a verb. A kind reads the value of its own key; the fields of other keys
// can stand beside it.
func does[V any](name string, k kind[V], to func(*Step) *V, doc string, beside ...field[Step]) verb {
	fields := slices.Concat([]field[Step]{key(name, k, to, doc).must()}, beside, everyStep)
	for _, name := range names(fields) {
		stepKeys[name] = true
	}
	return verb{name, fields}
}

// verbs has every verb, in the order in which an error lists them.
var verbs = []verb{
	does(doPhase, aPhase, func(s *Step) *string { return &s.Cue }, "what follows is take, angle or release: a leg is lifted, and let down", stepName),
	does(doWait, aTime, func(s *Step) *time.Duration { return &s.For.Fixed }, "time without a new sound"),
	does(doChime, aChime, func(s *Step) *string { return &s.Cue }, "a chime or bell, until it has rung out",
		key("then", aTime, func(s *Step) *time.Duration { return &s.Then }, "the next step comes so long after its onset"),
		key("from-round", integer(1, maxRounds), func(s *Step) *int { return &s.FromRound }, "silent in the rounds before")),
	does(doSay, listOf(aSpoken), func(s *Step) *[]Spoken { return &s.Cues }, "recordings, one after another",
		field[Step]{"short", "what is said from the second round on, or none", false, instead.schema, func(d *document, n ast.Node, s *Step) { s.replace(levelShort, instead.read(d, n)) }},
		field[Step]{"few", "what is said from the third round on, or none", false, instead.schema, func(d *document, n ast.Node, s *Step) { s.replace(levelFew, instead.read(d, n)) }},
		key("pick", only("pick", "in-turn"), func(s *Step) *bool { return &s.InTurn }, "one of them, another one each session"),
		key("gap", aTime, func(s *Step) *time.Duration { return &s.Gap }, "time between them"),
		key("then", aTime, func(s *Step) *time.Duration { return &s.Then }, "time after the last one")),
	does(doOpen, aTime, func(s *Step) *time.Duration { return &s.For.Fixed }, "time to do something, in whole breaths; a key ends it early",
		key("chimes", only("chimes", none), func(s *Step) *bool { return &s.Silent }, "none: no breaths, just the time"),
		key("words", listOf(aSpoken), func(s *Step) *[]Spoken { return &s.Cues }, "what is said in it"),
		key("gap", aTime, func(s *Step) *time.Duration { return &s.Gap }, "time before each of the words, 1s unless said otherwise"),
		stepBreath),
	does(doBreathe, countOrTime, func(s *Step) *Span { return &s.For }, "whole breaths: how many, or for how long", append(breathWords, stepName, stepBreath, stepAt)...),
	does(doHold, span(SettingHold), func(s *Step) *Span { return &s.For }, "the stretch, in whole breaths from one chime to another", append(breathWords, stepName, stepBreath, stepAt,
		key("from", aChime, func(s *Step) *string { return &s.From }, "the chime that begins it, chime-hold unless another is named"),
		key("to", aChime, func(s *Step) *string { return &s.To }, "the chime that ends it, chime-release unless another is named"))...),
	does(doRest, span(SettingRest), func(s *Step) *Span { return &s.For }, "whole breaths, and what comes next in the last third",
		stepName, stepBreath, stepAt,
		key("next", aCue, func(s *Step) *string { return &s.Next }, "said before another round, or another hold of this one"),
		key("last", aCue, func(s *Step) *string { return &s.LastRound }, "said before the last round"),
		key("switch", aCue, func(s *Step) *string { return &s.Switch }, "said before the other side"),
		key("after-last", integer(0, 12), func(s *Step) *int { return &s.AfterLast }, "breaths after the very last hold, instead of a rest; 1 unless said otherwise")),
}

// Fields of several steps.
var (
	stepName   = key("name", aText, func(s *Step) *string { return &s.Name }, "what the listener sees it called")
	stepBreath = key("breath", aBreath, func(s *Step) *Breath { return &s.Breath }, "of this step alone, as 4-6 or 4-7-8")
	stepAt     = field[Step]{"at", "words at times: half, 5s, 10s-left", false, timedSchema, readTimed}

	breathWords = []field[Step]{
		key("first", onBreath, func(s *Step) *[]Spoken { return &s.First }, "words on the first breath: in, or in and out"),
		key("second", onBreath, func(s *Step) *[]Spoken { return &s.Second }, "on the second one, if it is not the last"),
		key("last", onBreath, func(s *Step) *[]Spoken { return &s.Last }, "on the last one, if it is not the first"),
	}
	everyStep = []field[Step]{
		key("before", listOf(aBefore), func(s *Step) *[]Before { return &s.Before }, "the openings that it belongs to: full, short or none"),
		key("after", listOf(anAfter), func(s *Step) *[]After { return &s.After }, "the endings: full, tip, short or none"),
		key("when", aWhen, func(s *Step) *When { return &s.When }, "too-soon, more-common or not-more-common: what the log says"),
	}
)

// instead is the kind of a cue that stands in as words thin out, or none.
var instead = kind[string]{schema{"anyOf": []any{schema{"const": none}, aCue.schema}}, func(d *document, n ast.Node) string {
	if t := n.GetToken(); t != nil && t.Value == none {
		return ""
	}
	return aCue.read(d, n)
}}

// replace makes the step say one cue in the place of all of its cues, from a level of
// words down to the lowest; nothing if the cue is empty.
func (s *Step) replace(from level, cue string) {
	for i := range s.Cues {
		for l := from; l < levels; l++ {
			s.Cues[i][l] = ""
			if i == 0 {
				s.Cues[i][l] = cue
			}
		}
	}
}

// countOrTime is the kind of a number of breaths, or of a length of time.
var countOrTime = kind[Span]{schema{"anyOf": []any{aCount.schema, span(SettingMinutes).schema}}, func(d *document, n ast.Node) Span {
	if strings.Trim(n.GetToken().Value, "0123456789") == "" {
		return Span{Breaths: aCount.read(d, n)}
	}
	return span(SettingMinutes).read(d, n)
}}

var aCount = integer(1, maxBreaths)

var aVersion = parsed(schema{"const": fileVersion}, func(text string) (int, error) {
	if text != strconv.Itoa(fileVersion) {
		return 0, &Fault{Fact: fmt.Sprintf("format version %s: this program reads %d", text, fileVersion)}
	}
	return fileVersion, nil
})
