package desktop

import (
	"fmt"
	"math"

	"github.com/godbus/dbus/v5"

	"uncramp/routine"
)

// values are the properties of an interface by name.
type values map[string]any

// rootValues never change.
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
	return map[string]dbus.Variant{
		"mpris:trackid": dbus.MakeVariant(mprisTrack),
		"mpris:length":  dbus.MakeVariant(micro(m.Length)),
		"xesam:title":   dbus.MakeVariant(p.title),
		"xesam:artist":  dbus.MakeVariant([]string{what}),
	}
}

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
	var v values
	switch iface {
	case mprisRoot:
		v = rootValues()
	case mprisPlayer:
		now := m.p.session.Now()
		v = m.p.playerValues(now)
		v["Position"] = micro(now.Place)
	default:
		return nil, failed("UnknownInterface", iface)
	}
	return variants(v), nil
}

// Set changes the volume; a rate of 0 is a pause, as the specification has it.
// The rest is as it is.
func (m propertyMethods) Set(iface, name string, v dbus.Variant) *dbus.Error {
	if _, err := m.Get(iface, name); err != nil {
		return err
	}
	number, isNumber := v.Value().(float64)
	switch {
	case iface == mprisPlayer && name == "Volume" && isNumber:
		dB := routine.MinVolume
		if number > 0 {
			dB = 20 * math.Log10(number)
		}
		return m.p.do(routine.Command{Verb: routine.SetVolume, Gain: dB})
	case iface == mprisPlayer && name == "Volume":
		return failed("InvalidArgs", "Volume is a double")
	case iface == mprisPlayer && name == "Rate" && isNumber && number == 0:
		return m.p.do(routine.Command{Verb: routine.Pause})
	case iface == mprisPlayer && (name == "Rate" || name == "LoopStatus" || name == "Shuffle"), name == "Fullscreen":
		return nil // it may be set, and stays
	}
	return failed("PropertyReadOnly", name)
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
