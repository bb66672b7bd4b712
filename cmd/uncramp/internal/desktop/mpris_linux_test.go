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

	"uncramp/cmd/uncramp/internal/desktop/dbustest"
	"uncramp/routine"
)

// listed are the interfaces of MPRIS 2.2, without what is optional there and of
// no use here: DesktopEntry, Fullscreen, CanSetFullscreen, LoopStatus, Shuffle.
var listed = map[string][]string{
	mprisRoot: {
		"method Quit()", "method Raise()",
		"property CanQuit b read const", "property CanRaise b read const", "property HasTrackList b read const",
		"property Identity s read const", "property SupportedMimeTypes as read const", "property SupportedUriSchemes as read const",
	},
	mprisPlayer: {
		"method Next()", "method OpenUri(s)", "method Pause()", "method Play()", "method PlayPause()", "method Previous()",
		"method Seek(x)", "method SetPosition(ox)", "method Stop()",
		"property CanControl b read const", "property CanGoNext b read true", "property CanGoPrevious b read true",
		"property CanPause b read true", "property CanPlay b read true", "property CanSeek b read true",
		"property MaximumRate d read true", "property Metadata a{sv} read true", "property MinimumRate d read true",
		"property PlaybackStatus s read true", "property Position x read false", "property Rate d readwrite true",
		"property Volume d readwrite true",
		"signal Seeked(x)",
	},
}

// TestInterfaces compares what the player describes, has and does with listed.
func TestInterfaces(t *testing.T) {
	t.Parallel()
	_, c := shown(t, moment(routine.Paused, 0))
	node, err := introspect.Call(c.Object(busName, mprisPath))
	if err != nil {
		t.Fatal(err)
	}
	for _, described := range node.Interfaces {
		want, ok := listed[described.Name]
		if !ok {
			continue
		}
		if got := members(described); !slices.Equal(got, want) {
			t.Errorf("%s describes\n%s\nwant\n%s", described.Name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		var all map[string]dbus.Variant
		if err := c.call("org.freedesktop.DBus.Properties.GetAll", described.Name).Store(&all); err != nil {
			t.Fatal(err)
		}
		if len(all) != len(described.Properties) {
			t.Errorf("%s has %d properties, describes %d", described.Name, len(all), len(described.Properties))
		}
		for _, property := range described.Properties {
			v := all[property.Name]
			if v.Signature().String() != property.Type {
				t.Errorf("%s is of type %s, described as %s", property.Name, v.Signature(), property.Type)
			}
			err := c.call("org.freedesktop.DBus.Properties.Set", described.Name, property.Name, v).Err
			if set := err == nil; set != (property.Access == "readwrite") {
				t.Errorf("%s is %s; Set: %v", property.Name, property.Access, err)
			}
		}
		for _, method := range described.Methods {
			args := map[string][]any{"Seek": {int64(0)}, "SetPosition": {mprisTrack, int64(0)}, "OpenUri": {"file:///a"}}[method.Name]
			if err := c.call(described.Name+"."+method.Name, args...).Err; err != nil {
				t.Errorf("%s: %v", method.Name, err)
			}
		}
	}
}

// members lists an interface as listed does.
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
		all = append(all, fmt.Sprintf("property %s %s %s %s", p.Name, p.Type, p.Access, p.Annotations[0].Value))
	}
	return slices.Sorted(slices.Values(all))
}

// TestPositions moves to positions inside and outside the session.
func TestPositions(t *testing.T) {
	t.Parallel()
	const s, hour = int64(1e6), int64(3600e6)
	next := []routine.Command{{Verb: routine.Next}}
	to := func(position routine.Samples) []routine.Command {
		return []routine.Command{{Verb: routine.GoTo, To: position}}
	}
	const position, length = 60*routine.Rate + 7, 300 * routine.Rate
	f := newFake(moment(routine.Running, position))
	p := newPlayer(f, nil)
	for _, tt := range []struct {
		offset int64
		want   []routine.Command
	}{
		{0, to(position)},
		{5 * s, to(position + 5*routine.Rate)},
		{-5 * s, to(position - 5*routine.Rate)},
		{-s / 2, to(position - routine.Rate/2)},
		{1, to(position)}, // a twentieth of a sample
		{-60 * s, to(7)},
		{-61 * s, to(0)},
		{239 * s, to(position + 239*routine.Rate)},
		{240 * s, next},   // by seven samples
		{54 * hour, next}, // nanoseconds times samples a second are more than 64 bits
		{-54 * hour, to(0)},
		{math.MaxInt64, next},
		{math.MinInt64, to(0)},
	} {
		(controls{p}).SeekBy(tt.offset)
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
		{mprisTrack, 300 * s, to(length - 1)}, // the length that Metadata has
		{mprisTrack, 300*s + 21, nil},
		{mprisTrack, -1, nil},
		{mprisTrack, math.MaxInt64, nil},
		{mprisTrack, math.MinInt64, nil},
		{"/uncramp/other", 30 * s, nil},
	} {
		(controls{p}).SetPosition(tt.track, tt.position)
		if got := f.done(); !slices.Equal(got, tt.want) {
			t.Errorf("SetPosition(%s, %d) does %v, want %v", tt.track, tt.position, got, tt.want)
		}
	}
}

// TestControls calls the methods without arguments and sets properties.
func TestControls(t *testing.T) {
	t.Parallel()
	f, c := shown(t, moment(routine.Running, 0))
	for method, want := range map[string][]routine.Command{
		mprisPlayer + ".PlayPause": {{Verb: routine.Toggle}},
		mprisPlayer + ".Play":      {{Verb: routine.GoOn}},
		mprisPlayer + ".Pause":     {{Verb: routine.Pause}},
		mprisPlayer + ".Stop":      {{Verb: routine.Stop}},
		mprisPlayer + ".Next":      {{Verb: routine.Next}},
		mprisPlayer + ".Previous":  {{Verb: routine.Again}},
		mprisRoot + ".Quit":        {{Verb: routine.Stop}},
		mprisRoot + ".Raise":       nil,
	} {
		if err := c.call(method).Err; err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if got := f.done(); !slices.Equal(got, want) {
			t.Errorf("%s does %v, want %v", method, got, want)
		}
	}
	volume := func(dB float64) []routine.Command { return []routine.Command{{Verb: routine.SetVolume, Gain: dB}} }
	for _, tt := range []struct {
		name    string
		to      any
		want    []routine.Command
		refused bool
	}{
		{"Volume", 1.0, volume(0), false},
		{"Volume", 0.1, volume(20 * math.Log10(0.1)), false},
		{"Volume", math.Inf(1), volume(0), false},
		{"Volume", 0.0, volume(-30), false},
		{"Volume", math.SmallestNonzeroFloat64, volume(-30), false},
		{"Volume", math.Inf(-1), volume(-30), false},
		{"Volume", math.NaN(), nil, true},
		{"Volume", int64(1), nil, true},
		{"Rate", 0.0, []routine.Command{{Verb: routine.Pause}}, false},
		{"Rate", 2.0, nil, true},
		{"Position", int64(0), nil, true},
	} {
		err := c.call("org.freedesktop.DBus.Properties.Set", mprisPlayer, tt.name, dbus.MakeVariant(tt.to)).Err
		if got := f.done(); !slices.Equal(got, tt.want) || (err != nil) != tt.refused {
			t.Errorf("Set(%q, %v) does %v, %v; want %v, refused %v", tt.name, tt.to, got, err, tt.want, tt.refused)
		}
	}
}

// TestSignals follows a session as a desktop does. It is told of properties that
// changed, never of Position, and of jumps.
func TestSignals(t *testing.T) {
	t.Parallel()
	m := moment(routine.Paused, 0)
	f, c := shown(t, m)
	for len(c.signals) > 0 {
		<-c.signals
	}
	var want []string
	for _, s := range []struct {
		change func()
		want   string
	}{
		{func() { m.Words = "breathe in" }, ""},
		{func() { m.Position = routine.Rate / 10 }, ""},
		{func() { m.Position = 5 * routine.Rate }, "Seeked 5000000"},
		{func() { m.Volume = -20 }, "Volume @d 0.1"},
		{func() { m.CanAgain = false }, "CanGoPrevious false, CanSeek false"},
		{func() { m.Length += 10 * routine.Rate }, `Metadata "a title, " "opening" 310000000`},
		{func() { m = moment(routine.Paused, 150*routine.Rate); m.Volume = -20 },
			"CanGoPrevious true, CanSeek true, Metadata \"a title, left\" \"hold, left side, round 1\" 300000000\nSeeked 150000000"},
		{func() {
			m.Phases = []routine.Phase{{Name: routine.PhaseBreathe, Title: "box breathing", Round: 1}}
			m.On = 0
		},
			`Metadata "a title, " "box breathing" 300000000`},
		{func() { m.State = routine.Over }, `PlaybackStatus "Stopped"`},
	} {
		s.change()
		f.set(m)
		if s.want != "" {
			want = append(want, s.want)
		}
	}
	if got, err := c.Object(busName, mprisPath).GetProperty(mprisPlayer + ".Position"); got.Value() != int64(150e6) { // comes after all signals
		t.Errorf("position %v, %v; want 150 s", got, err)
	}
	var got []string
	for len(c.signals) > 0 {
		got = append(got, signalled(<-c.signals))
	}
	if got, want := strings.Join(got, "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
}

// signalled returns a signal as TestSignals writes it.
func signalled(s *dbus.Signal) string {
	if s.Name == mprisPlayer+".Seeked" {
		return fmt.Sprintf("Seeked %d", s.Body[0])
	}
	if s.Name != "org.freedesktop.DBus.Properties.PropertiesChanged" || s.Body[0] != mprisPlayer {
		return fmt.Sprint(s.Name, s.Body)
	}
	var all []string
	changed := s.Body[1].(map[string]dbus.Variant)
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		v := changed[name].String()
		if data, ok := changed[name].Value().(map[string]dbus.Variant); ok {
			v = fmt.Sprintf("%v %q %d", data["xesam:title"], data["xesam:artist"].Value().([]string)[0], data["mpris:length"].Value())
		}
		all = append(all, name+" "+v)
	}
	return strings.Join(all, ", ")
}

// TestSecondInstance shows two sessions. The second has a name of its own, and
// neither leaves a name behind.
func TestSecondInstance(t *testing.T) {
	t.Parallel()
	bus := dbustest.Start(t)
	c := newClient(t, bus)
	own := fmt.Sprintf("%s.instance%d", busName, os.Getpid())
	hide := show(newFake(moment(routine.Paused, 0)), bus.Address)
	c.owner(busName, true)
	hideSecond := show(newFake(moment(routine.Paused, 150*routine.Rate)), bus.Address)
	c.owner(own, true)
	for name, want := range map[string]int64{busName: 0, own: 150_000_000} {
		if got, err := c.Object(name, mprisPath).GetProperty(mprisPlayer + ".Position"); got.Value() != want || err != nil {
			t.Errorf("%s is at %v, %v; want %d", name, got, err, want)
		}
	}
	hideSecond()
	c.owner(own, false)
	hide()
	c.owner(busName, false)
}
