package desktop

import (
	"cmp"
	"fmt"
	"math"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
	"github.com/godbus/dbus/v5/prop"

	"uncramp/routine"
)

// values are the properties of the player by name, but for Position.
type values map[string]any

func (v values) playing() bool { return v["PlaybackStatus"] == "Playing" }

// rootValues are the properties of the root interface. There is no DesktopEntry,
// because no such file is installed.
var rootValues = values{
	"CanQuit": true, "CanRaise": false, "HasTrackList": false, "Identity": "uncramp",
	"SupportedUriSchemes": []string{}, "SupportedMimeTypes": []string{},
}

// values returns the properties at a moment.
func (p *player) values(m routine.Moment) values {
	status := "Playing"
	switch m.State {
	case routine.Paused:
		status = "Paused"
	case routine.Over:
		status = "Stopped"
	}
	return values{
		"PlaybackStatus": status, "Rate": 1.0, "MinimumRate": 1.0, "MaximumRate": 1.0,
		"Metadata":  p.metadata(m),
		"Volume":    math.Round(1e6*math.Pow(10, m.Volume/20)) / 1e6,
		"CanGoNext": m.CanNext, "CanGoPrevious": m.CanAgain, "CanSeek": m.CanAgain,
		"CanPlay": true, "CanPause": true, "CanControl": true,
	}
}

// metadata returns a title and an artist, which desktops show.
func (p *player) metadata(m routine.Moment) map[string]dbus.Variant {
	on := m.Phase()
	artist := cmp.Or(on.Title, on.Name)
	switch {
	case on.Round > 0 && on.Side != "":
		artist += fmt.Sprintf(", %s side, round %d", on.Side, on.Round)
	case on.Round > 0 && m.Rounds() > 1:
		artist += fmt.Sprintf(", round %d", on.Round)
	}
	length := m.Length
	if m.State == routine.Paused {
		length = m.Position + m.Remaining // a round may be done again
	}
	return map[string]dbus.Variant{
		"mpris:trackid": dbus.MakeVariant(mprisTrack),
		"mpris:length":  dbus.MakeVariant(micro(length)),
		"xesam:title":   dbus.MakeVariant(p.session.Title(m)),
		"xesam:artist":  dbus.MakeVariant([]string{artist}),
	}
}

// exportProperties exports the properties as they are in told. They are exported
// anew when one changes: the maps that prop gives out are never written again.
func (p *player) exportProperties() error {
	root := map[string]*prop.Prop{}
	for name, v := range rootValues {
		root[name] = &prop.Prop{Value: v, Emit: prop.EmitConst}
	}
	player := map[string]*prop.Prop{"Position": {Value: int64(0), Emit: prop.EmitFalse}}
	for name, v := range p.told {
		player[name] = &prop.Prop{Value: v, Emit: prop.EmitTrue}
	}
	player["CanControl"].Emit = prop.EmitConst
	player["Volume"].Writable, player["Rate"].Writable = true, true
	props, err := prop.Export(p.conn, mprisPath, prop.Map{mprisRoot: root, mprisPlayer: player})
	if err != nil {
		return err
	}
	p.props = props
	return p.conn.Export(properties{props, p}, mprisPath, "org.freedesktop.DBus.Properties")
}

// properties are those of prop, but for two things: Position is the present one
// whenever a client asks, and what a client sets counts once the session has it.
type properties struct {
	*prop.Properties
	player *player
}

func (p properties) Get(iface, name string) (dbus.Variant, *dbus.Error) {
	p.SetMust(mprisPlayer, "Position", micro(p.player.session.Now().Position))
	return p.Properties.Get(iface, name)
}

func (p properties) GetAll(iface string) (map[string]dbus.Variant, *dbus.Error) {
	p.SetMust(mprisPlayer, "Position", micro(p.player.session.Now().Position))
	return p.Properties.GetAll(iface)
}

// Set clamps the volume and refuses every rate but 1. A rate of 0 is a pause, as
// MPRIS wants.
func (p properties) Set(iface, name string, v dbus.Variant) *dbus.Error {
	number, ok := v.Value().(float64)
	switch {
	case iface != mprisPlayer || name != "Volume" && name != "Rate":
		return p.Properties.Set(iface, name, v)
	case ok && name == "Volume" && !math.IsNaN(number):
		dB := 20 * math.Log10(max(0, number))
		return p.player.do(routine.Command{Verb: routine.SetVolume, Gain: max(routine.MinVolume, min(routine.MaxVolume, dB))})
	case ok && name == "Rate" && number == 0:
		return p.player.do(routine.Command{Verb: routine.Pause})
	case ok && name == "Rate" && number == 1:
		return nil
	}
	return prop.ErrInvalidArg
}

// described returns the interfaces as the methods and properties have them.
func (p *player) described() *introspect.Node {
	methods := introspect.Methods(controls{p})
	for i, m := range methods {
		methods[i].Name = cmp.Or(onBus[m.Name], m.Name)
	}
	return &introspect.Node{Interfaces: []introspect.Interface{prop.IntrospectData, {
		Name: mprisRoot, Methods: introspect.Methods(root{p}), Properties: p.props.Introspection(mprisRoot),
	}, {
		Name: mprisPlayer, Methods: methods, Properties: p.props.Introspection(mprisPlayer),
		Signals: []introspect.Signal{{Name: "Seeked", Args: []introspect.Arg{{Name: "Position", Type: "x"}}}},
	}}}
}
