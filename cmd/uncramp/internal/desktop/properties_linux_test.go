package desktop

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"uncramp/routine"
)

// TestPropertiesOfNoInterface: an empty name stands for any interface, and
// another one for none.
func TestPropertiesOfNoInterface(t *testing.T) {
	t.Parallel()
	p := propertyMethods{&player{session: newFake(moment(routine.Running, routine.Rate))}}
	for _, tt := range []struct {
		iface, name string
		want        any
		failure     string
	}{
		{"", "Identity", "uncramp", ""},
		{"", "Position", int64(1_000_000), ""},
		{mprisPlayer, "Position", int64(1_000_000), ""},
		{mprisPlayer, "Identity", nil, "UnknownProperty"},
		{mprisRoot, "Volume", nil, "UnknownProperty"},
		{"", "DesktopEntry", nil, "UnknownProperty"},
		{"org.mpris.MediaPlayer2.TrackList", "Tracks", nil, "UnknownInterface"},
	} {
		v, err := p.Get(tt.iface, tt.name)
		if v.Value() != tt.want || kind(err) != tt.failure {
			t.Errorf("Get(%q, %q) = %v, %v; want %v, %s", tt.iface, tt.name, v.Value(), err, tt.want, tt.failure)
		}
	}
	if all, err := p.GetAll(""); err != nil || len(all) != 8+15 {
		t.Errorf("GetAll of no interface has %d properties, %v", len(all), err)
	}
}

// kind is the end of an error's name, empty for none.
func kind(err *dbus.Error) string {
	if err == nil {
		return ""
	}
	return strings.TrimPrefix(err.Name, "org.freedesktop.DBus.Error.")
}

// TestSet sets properties to what anybody may think of.
func TestSet(t *testing.T) {
	t.Parallel()
	volume := func(dB float64) []routine.Command { return []routine.Command{{Verb: routine.SetVolume, Gain: dB}} }
	for _, tt := range []struct {
		iface, name string
		to          any
		want        []routine.Command
		failure     string
	}{
		{mprisPlayer, "Volume", 1.0, volume(0), ""},
		{"", "Volume", 1.0, volume(0), ""},
		{mprisPlayer, "Volume", 0.1, volume(20 * math.Log10(0.1)), ""},
		{mprisPlayer, "Volume", 2.0, volume(0), ""},
		{mprisPlayer, "Volume", math.Inf(1), volume(0), ""},
		{mprisPlayer, "Volume", math.MaxFloat64, volume(0), ""},
		{mprisPlayer, "Volume", 0.0, volume(-30), ""},
		{mprisPlayer, "Volume", math.Copysign(0, -1), volume(-30), ""},
		{mprisPlayer, "Volume", math.SmallestNonzeroFloat64, volume(-30), ""},
		{mprisPlayer, "Volume", -1.0, volume(-30), ""},
		{mprisPlayer, "Volume", math.Inf(-1), volume(-30), ""},
		{mprisPlayer, "Volume", math.NaN(), nil, "InvalidArgs"},
		{mprisPlayer, "Volume", int64(1), nil, "InvalidArgs"},
		{mprisPlayer, "Volume", "loud", nil, "InvalidArgs"},
		{mprisPlayer, "Rate", 0.0, []routine.Command{{Verb: routine.Pause}}, ""},
		{mprisPlayer, "Rate", 1.0, nil, ""},
		{mprisPlayer, "Rate", 2.0, nil, ""},
		{mprisPlayer, "Rate", math.NaN(), nil, "InvalidArgs"},
		{mprisPlayer, "Rate", int32(0), nil, "InvalidArgs"},
		{mprisPlayer, "LoopStatus", "Track", nil, ""},
		{mprisPlayer, "LoopStatus", true, nil, "InvalidArgs"},
		{mprisPlayer, "Shuffle", true, nil, ""},
		{mprisRoot, "Fullscreen", true, nil, ""},
		{mprisPlayer, "Fullscreen", true, nil, "UnknownProperty"},
		{mprisPlayer, "Position", int64(0), nil, "PropertyReadOnly"},
		{mprisPlayer, "CanPlay", "yes", nil, "PropertyReadOnly"},
		{mprisRoot, "Identity", "another", nil, "PropertyReadOnly"},
		{"org.example", "Volume", 1.0, nil, "UnknownInterface"},
	} {
		f := newFake(moment(routine.Running, 0))
		err := propertyMethods{&player{session: f}}.Set(tt.iface, tt.name, dbus.MakeVariant(tt.to))
		if got := f.done(); !slices.Equal(got, tt.want) || kind(err) != tt.failure {
			t.Errorf("Set(%q, %q, %v) does %v, %v; want %v, %s", tt.iface, tt.name, tt.to, got, err, tt.want, tt.failure)
		}
	}
}
