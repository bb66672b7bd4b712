package desktop

import (
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"

	"uncramp/cmd/uncramp/internal/desktop/testbus"
	"uncramp/routine"
)

// listed is what MPRIS 2.2 lists, but for DesktopEntry, which is optional and
// names a file that there is none of: methods with their arguments, signals with
// theirs, properties with type and access, and which of them are told of by no
// PropertiesChanged.
var listed = map[string][]string{
	"org.mpris.MediaPlayer2": {
		"method Raise()", "method Quit()",
		"property CanQuit b read",
		"property Fullscreen b readwrite",
		"property CanSetFullscreen b read",
		"property CanRaise b read",
		"property HasTrackList b read",
		"property Identity s read",
		"property SupportedUriSchemes as read",
		"property SupportedMimeTypes as read",
	},
	"org.mpris.MediaPlayer2.Player": {
		"method Next()", "method Previous()", "method Pause()", "method PlayPause()", "method Stop()", "method Play()",
		"method Seek(x)", "method SetPosition(ox)", "method OpenUri(s)",
		"signal Seeked(x)",
		"property PlaybackStatus s read",
		"property LoopStatus s readwrite",
		"property Rate d readwrite",
		"property Shuffle b readwrite",
		"property Metadata a{sv} read",
		"property Volume d readwrite",
		"property Position x read, untold",
		"property MinimumRate d read",
		"property MaximumRate d read",
		"property CanGoNext b read",
		"property CanGoPrevious b read",
		"property CanPlay b read",
		"property CanPause b read",
		"property CanSeek b read",
		"property CanControl b read, untold",
	},
}

// TestInterfacesAreComplete compares what the player says of itself, what it
// has, and what it lets be set, with what the specification lists.
func TestInterfacesAreComplete(t *testing.T) {
	t.Parallel()
	_, c := shown(t, moment(routine.Paused, 0))
	var xml string
	if err := c.ask("org.freedesktop.DBus.Introspectable.Introspect").Store(&xml); err != nil {
		t.Fatal(err)
	}
	node, err := introspect.Call(c.Object("org.mpris.MediaPlayer2.uncramp", "/org/mpris/MediaPlayer2"))
	if err != nil {
		t.Fatal(err)
	}
	described := map[string][]string{}
	for _, i := range node.Interfaces {
		described[i.Name] = members(i)
	}
	for name, want := range listed {
		if got := described[name]; !slices.Equal(sorted(got), sorted(want)) {
			t.Errorf("%s describes\n%s\nwant\n%s", name, strings.Join(sorted(got), "\n"), strings.Join(sorted(want), "\n"))
		}

		var all map[string]dbus.Variant
		if err := c.ask("org.freedesktop.DBus.Properties.GetAll", name).Store(&all); err != nil {
			t.Fatal(err)
		}
		has := map[string]string{}
		for property, v := range all {
			has[property] = v.Signature().String()
		}
		wanted := map[string]string{}
		for _, member := range want {
			kind, rest, _ := strings.Cut(member, " ")
			switch kind {
			case "property":
				var property, sort, access string
				fmt.Sscanf(strings.TrimSuffix(rest, ", untold"), "%s %s %s", &property, &sort, &access)
				wanted[property] = sort
				var one dbus.Variant
				if err := c.ask("org.freedesktop.DBus.Properties.Get", name, property).Store(&one); err != nil {
					t.Errorf("%s: %v", property, err)
					continue
				}
				err := c.ask("org.freedesktop.DBus.Properties.Set", name, property, one).Err
				if set := err == nil; set != (access == "readwrite") {
					t.Errorf("%s is %s; setting it: %v", property, access, err)
				}
			case "method":
				method, args, _ := strings.Cut(strings.TrimSuffix(rest, ")"), "(")
				given := map[string][]any{"": nil, "x": {int64(0)}, "ox": {mprisTrack, int64(0)}, "s": {"file:///a"}}[args]
				if err := c.ask(name+"."+method, given...).Err; err != nil {
					t.Errorf("%s: %v", member, err)
				}
			}
		}
		if !maps.Equal(has, wanted) {
			t.Errorf("%s has %v\nwant %v", name, has, wanted)
		}
	}
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// members lists those of an interface as listed does.
func members(i introspect.Interface) (all []string) {
	types := func(args []introspect.Arg) (s string) {
		for _, a := range args {
			s += a.Type
		}
		return s
	}
	for _, m := range i.Methods {
		all = append(all, fmt.Sprintf("method %s(%s)", m.Name, types(m.Args)))
	}
	for _, s := range i.Signals {
		all = append(all, fmt.Sprintf("signal %s(%s)", s.Name, types(s.Args)))
	}
	for _, p := range i.Properties {
		line := fmt.Sprintf("property %s %s %s", p.Name, p.Type, p.Access)
		if slices.Contains(p.Annotations, introspect.Annotation{Name: "org.freedesktop.DBus.Property.EmitsChangedSignal", Value: "false"}) {
			line += ", untold"
		}
		all = append(all, line)
	}
	return all
}

// TestPlaces moves to places that are in the session and to such as are not:
// Seek beyond the end is Next, before the start the start; SetPosition of either
// is ignored.
func TestPlaces(t *testing.T) {
	t.Parallel()
	const s = int64(1e6)
	next := []routine.Command{{Verb: routine.Next}}
	to := func(place routine.Samples) []routine.Command {
		return []routine.Command{{Verb: routine.GoTo, To: place}}
	}
	const place, length = 60*routine.Rate + 7, 300 * routine.Rate
	for _, tt := range []struct {
		offset int64
		want   []routine.Command
	}{
		{0, to(place)},
		{5 * s, to(place + 5*routine.Rate)},
		{-5 * s, to(place - 5*routine.Rate)},
		{-s / 2, to(place - routine.Rate/2)},
		{1, to(place)}, // a twentieth of a sample
		{-60 * s, to(7)},
		{-61 * s, to(0)},
		{239 * s, to(place + 239*routine.Rate)},
		{240 * s, next}, // by seven samples
		{53 * 3600 * s, next},
		{54 * 3600 * s, next}, // nanoseconds times samples a second are more than 64 bits
		{-54 * 3600 * s, to(0)},
		{1000 * 3600 * s, next},
		{-1000 * 3600 * s, to(0)},
		{math.MaxInt64, next},
		{math.MinInt64, to(0)},
	} {
		f := newFake(moment(routine.Running, place))
		if err := (playerMethods{&player{session: f}}).seek(tt.offset); err != nil {
			t.Errorf("Seek(%d): %v", tt.offset, err)
		}
		if got := f.done(); !slices.Equal(got, tt.want) {
			t.Errorf("Seek(%d) does %v, want %v", tt.offset, got, tt.want)
		}
	}
	for _, tt := range []struct {
		track    dbus.ObjectPath
		position int64
		want     []routine.Command
	}{
		{mprisTrack, 0, to(0)},
		{mprisTrack, 30 * s, to(30 * routine.Rate)},
		{mprisTrack, 300*s - 1, to(length - 1)},
		{mprisTrack, 300 * s, to(length - 1)}, // its length as Metadata has it is in it
		{mprisTrack, 300*s + 21, nil},
		{mprisTrack, -1, nil},
		{mprisTrack, -54 * 3600 * s, nil},
		{mprisTrack, math.MaxInt64, nil},
		{mprisTrack, math.MinInt64, nil},
		{"/uncramp/other", 30 * s, nil},
		{"/org/mpris/MediaPlayer2/TrackList/NoTrack", 30 * s, nil},
	} {
		f := newFake(moment(routine.Running, place))
		if err := (playerMethods{&player{session: f}}).setPosition(tt.track, tt.position); err != nil {
			t.Errorf("SetPosition(%s, %d): %v", tt.track, tt.position, err)
		}
		if got := f.done(); !slices.Equal(got, tt.want) {
			t.Errorf("SetPosition(%s, %d) does %v, want %v", tt.track, tt.position, got, tt.want)
		}
	}
}

// TestMethods: what each button asks for.
func TestMethods(t *testing.T) {
	t.Parallel()
	f, c := shown(t, moment(routine.Paused, 0))
	for method, want := range map[string][]routine.Command{
		"org.mpris.MediaPlayer2.Player.PlayPause": {{Verb: routine.Toggle}},
		"org.mpris.MediaPlayer2.Player.Play":      {{Verb: routine.GoOn}},
		"org.mpris.MediaPlayer2.Player.Pause":     {{Verb: routine.Pause}},
		"org.mpris.MediaPlayer2.Player.Stop":      {{Verb: routine.Stop}},
		"org.mpris.MediaPlayer2.Player.Next":      {{Verb: routine.Next}},
		"org.mpris.MediaPlayer2.Player.Previous":  {{Verb: routine.Again}},
		"org.mpris.MediaPlayer2.Quit":             {{Verb: routine.Stop}},
		"org.mpris.MediaPlayer2.Raise":            nil,
	} {
		if err := c.ask(method).Err; err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if got := f.done(); !slices.Equal(got, want) {
			t.Errorf("%s asks for %v, want %v", method, got, want)
		}
	}
}

// TestNewsOnTheBus follows a session as a desktop does: of properties it is told
// those that have changed and no others, Position never; of places, the jumps.
func TestNewsOnTheBus(t *testing.T) {
	t.Parallel()
	m := moment(routine.Paused, 0)
	f, c := shown(t, m)
	for len(c.signals) > 0 {
		<-c.signals
	}
	steps := []struct {
		change func()
		want   string
	}{
		{func() { m.Words = "breathe in" }, ""},
		{func() { m.Position = routine.Rate / 10 }, ""},
		{func() { m.Position = 5 * routine.Rate }, "Seeked 5000000"},
		{func() { m.Volume = -20 }, "Volume @d 0.1"},
		{func() { m.Volume = -20 }, ""},
		{func() { m.CanNext = false }, "CanGoNext false"},
		{func() { m.CanAgain = false }, "CanGoPrevious false, CanSeek false"},
		{func() { m.Length += 10 * routine.Rate }, `Metadata "opening" 310000000`},
		{func() { m = moment(routine.Paused, 150*routine.Rate); m.Volume = -20 },
			"CanGoNext true, CanGoPrevious true, CanSeek true, Metadata \"hold, left side, round 1\" 300000000\nSeeked 150000000"},
		{func() { m.State = routine.Over }, `PlaybackStatus "Stopped"`},
	}
	var want []string
	for _, s := range steps {
		s.change()
		f.set(m)
		if s.want != "" {
			want = append(want, s.want)
		}
	}
	c.ask("org.mpris.MediaPlayer2.Raise") // its answer comes after all signals
	var got []string
	for len(c.signals) > 0 {
		got = append(got, news(<-c.signals))
	}
	if got, want := strings.Join(got, "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
}

// news is a signal as TestNewsOnTheBus writes it.
func news(s *dbus.Signal) string {
	if s.Name == "org.mpris.MediaPlayer2.Player.Seeked" {
		return fmt.Sprintf("Seeked %d", s.Body[0])
	}
	if s.Name != "org.freedesktop.DBus.Properties.PropertiesChanged" || s.Body[0] != "org.mpris.MediaPlayer2.Player" {
		return fmt.Sprint(s.Name, s.Body)
	}
	var all []string
	changed := s.Body[1].(map[string]dbus.Variant)
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		v := changed[name].String()
		if data, ok := changed[name].Value().(map[string]dbus.Variant); ok {
			v = fmt.Sprintf("%q %d", data["xesam:artist"].Value().([]string)[0], data["mpris:length"].Value())
		}
		all = append(all, name+" "+v)
	}
	return strings.Join(all, ", ")
}

// TestSecondInstance: who comes second has a name of its own, and each answers
// for itself; who goes leaves none behind.
func TestSecondInstance(t *testing.T) {
	t.Parallel()
	bus := testbus.Start(t)
	c := newClient(t, bus)
	first, second := newFake(moment(routine.Paused, 0)), newFake(moment(routine.Paused, 150*routine.Rate))
	name := "org.mpris.MediaPlayer2.uncramp"
	hide := show(first, "the first", bus.Dial)
	defer func() { hide() }()
	c.appears(name)
	own := fmt.Sprintf("%s.instance%d", name, os.Getpid())
	hideSecond := show(second, "the second", bus.Dial)
	c.appears(own)
	for name, want := range map[string]int64{name: 0, own: 150_000_000} {
		if got, err := c.Object(name, mprisPath).GetProperty(mprisPlayer + ".Position"); got.Value() != want || err != nil {
			t.Errorf("%s is at %v, %v; want %d", name, got, err, want)
		}
	}
	hideSecond()
	c.disappears(own)
	if got := c.players(); !slices.Equal(got, []string{name}) {
		t.Errorf("on the bus is %q when the second has gone", got)
	}
	hide()
	c.disappears(name)
	if got := c.players(); got != nil {
		t.Errorf("on the bus is %q when both have gone", got)
	}
	hide = func() {}
}

// players lists those on the bus.
func (c client) players() (players []string) {
	c.t.Helper()
	var all []string
	if err := c.BusObject().Call("org.freedesktop.DBus.ListNames", 0).Store(&all); err != nil {
		c.t.Fatal(err)
	}
	for _, name := range all {
		if strings.HasPrefix(name, "org.mpris.MediaPlayer2.") {
			players = append(players, name)
		}
	}
	return players
}
