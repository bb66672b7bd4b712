package desktop

import (
	"fmt"
	"maps"
	"math"

	"github.com/godbus/dbus/v5"

	"uncramp/routine"
)

// values are the properties of an interface by name.
type values map[string]any

// rootValues never change. There is no DesktopEntry, for none is installed.
func rootValues() values {
	return values{
		"CanQuit": true, "CanRaise": false, "HasTrackList": false, "Fullscreen": false, "CanSetFullscreen": false,
		"Identity":            "uncramp",
		"SupportedUriSchemes": []string{}, "SupportedMimeTypes": []string{},
	}
}

// playerValues are those of a moment, but for Position.
func (p *player) playerValues(m routine.Moment) values {
	status := "Playing"
	switch m.State {
	case routine.Paused:
		status = "Paused"
	case routine.Over:
		status = "Stopped"
	}
	return values{
		"PlaybackStatus": status, "LoopStatus": "None", "Shuffle": false,
		"Rate": 1.0, "MinimumRate": 1.0, "MaximumRate": 1.0,
		"Metadata":  p.metadata(m),
		"Volume":    math.Pow(10, m.Volume/20),
		"CanGoNext": m.CanNext, "CanGoPrevious": m.CanAgain, "CanPlay": true, "CanPause": true,
		"CanSeek": m.CanAgain, "CanControl": true,
	}
}

// metadata tells desktops, which show a title and an artist, what is on.
func (p *player) metadata(m routine.Moment) map[string]dbus.Variant {
	on := m.Phase()
	what := on.Name
	if on.Round > 0 {
		what = fmt.Sprintf("%s, %s side, round %d", on.Name, on.Side, on.Round)
	}
	length := m.Length
	if m.State == routine.Paused {
		length = m.Position + m.Remaining // a round may be done again
	}
	return map[string]dbus.Variant{
		"mpris:trackid": dbus.MakeVariant(mprisTrack),
		"mpris:length":  dbus.MakeVariant(micro(length)),
		"xesam:title":   dbus.MakeVariant(p.title),
		"xesam:artist":  dbus.MakeVariant([]string{what}),
	}
}

// propertyMethods are those of org.freedesktop.DBus.Properties. An empty name is
// any interface: no two of them have a property of the same name.
type propertyMethods struct{ p *player }

// Get is one property of an interface.
func (m propertyMethods) Get(iface, name string) (dbus.Variant, *dbus.Error) {
	all, err := m.all(iface)
	if err != nil {
		return dbus.Variant{}, err
	}
	v, ok := all[name]
	if !ok {
		return dbus.Variant{}, failed("UnknownProperty", name)
	}
	return v, nil
}

// GetAll is all properties of an interface.
func (m propertyMethods) GetAll(iface string) (map[string]dbus.Variant, *dbus.Error) {
	return m.all(iface)
}

func (m propertyMethods) all(iface string) (map[string]dbus.Variant, *dbus.Error) {
	v := values{}
	if iface == mprisRoot || iface == "" {
		maps.Copy(v, rootValues())
	}
	if iface == mprisPlayer || iface == "" {
		now := m.p.session.Now()
		maps.Copy(v, m.p.playerValues(now))
		v["Position"] = micro(now.Position)
	}
	if len(v) == 0 {
		return nil, failed("UnknownInterface", iface)
	}
	return variants(v), nil
}

// Set changes the volume, below 0 to the least, as above 1 to the most; a rate
// of 0 is a pause, as the specification has it. The rest is as it is.
func (m propertyMethods) Set(iface, name string, v dbus.Variant) *dbus.Error {
	is, err := m.Get(iface, name)
	if err != nil {
		return err
	}
	switch name {
	case "Volume", "Rate", "LoopStatus", "Shuffle", "Fullscreen":
	default:
		return failed("PropertyReadOnly", name)
	}
	number, _ := v.Value().(float64)
	if v.Signature() != is.Signature() || math.IsNaN(number) {
		return failed("InvalidArgs", name)
	}
	switch {
	case name == "Volume":
		dB := 20 * math.Log10(max(0, number))
		return m.p.do(routine.Command{Verb: routine.SetVolume, Gain: max(routine.MinVolume, min(routine.MaxVolume, dB))})
	case name == "Rate" && number == 0:
		return m.p.do(routine.Command{Verb: routine.Pause})
	}
	return nil // it may be set, and stays
}

func failed(kind, what string) *dbus.Error {
	return dbus.NewError("org.freedesktop.DBus.Error."+kind, []any{what})
}

func variants(v values) map[string]dbus.Variant {
	all := map[string]dbus.Variant{}
	for name, value := range v {
		all[name] = dbus.MakeVariant(value)
	}
	return all
}
