package routine_test

import (
	"fmt"
	"log"
	"strings"
	"time"

	"uncramp/routine"
)

// script has all that the routine of the examples can name, library the recordings.
var script = routine.Script{
	Words:  map[string]string{"take-left": "Take your left knee.", "release-left": "And release.", "done": "Well done."},
	Chimes: []string{"chime-hold", "chime-in", "chime-out", "chime-release"},
}

var library = routine.Library{
	Voice: "mine",
	Spoken: map[string]routine.Clip{
		"take-left":    {Length: 5 * routine.Rate, Words: "Take your left knee."},
		"release-left": {Length: 3 * routine.Rate, Words: "And release."},
		"done":         {Length: 2 * routine.Rate, Words: "Well done."},
	},
	Chimes: map[string]routine.Clip{
		"chime-in": {Length: 2 * routine.Rate}, "chime-out": {Length: 2 * routine.Rate},
		"chime-hold": {Length: 2 * routine.Rate}, "chime-release": {Length: 2 * routine.Rate},
	},
}

const short = `
uncramp: 1
name: short
sides: left
defaults: {hold: 20s}
round:
  - phase: take
  - say: take-{side}
    then: 1s
  - hold: "{hold}"
  - phase: release
  - wait: 1s
  - say: release-{side}
closing:
  - say: done
    then: 1s
`

func ExampleParse() {
	r, err := routine.Parse("short.yaml", []byte(short), script)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Name, r.Sides, r.Defaults.Hold)

	// What is wrong has its place and a remedy.
	_, err = routine.Parse("short.yaml", []byte(strings.Replace(short, "name:", "nmae:", 1)), script)
	fmt.Println(err)
	fmt.Println(err.(*routine.Faults).Hint())
	// Output:
	// short [left] 20s
	// short.yaml:3:1: unknown key "nmae"
	//     nmae: short
	// did you mean "name"?
}

func ExampleRoutine_Plan() {
	r, err := routine.Parse("short.yaml", []byte(short), script)
	if err != nil {
		log.Fatal(err)
	}
	settings := r.Defaults
	settings.Hold = 10 * time.Second
	plan, err := r.Plan(settings, library)
	if err != nil {
		log.Fatal(err)
	}
	for _, phase := range plan.Phases {
		fmt.Println(phase.Name, phase.Start.Duration(), "to", phase.End.Duration())
	}
	for _, event := range plan.Events {
		fmt.Printf("%v %s %q\n", event.At.Duration(), event.Cue, event.Text)
	}
	// Output:
	// opening 0s to 2s
	// take 2s to 8s
	// hold 8s to 18s
	// release 18s to 22s
	// closing 22s to 25s
	// 2s take-left "Take your left knee."
	// 8s chime-hold ""
	// 8s chime-in ""
	// 12s chime-out ""
	// 18s chime-release ""
	// 19s release-left "And release."
	// 22s done "Well done."
}
