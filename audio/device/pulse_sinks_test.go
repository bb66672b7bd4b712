package device

import (
	"errors"
	"slices"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

// A sink that is named, by Options or by PULSE_SINK, is the one that plays.
func TestPulseSink(t *testing.T) {
	busy := soundservertest.Watch(t)
	server := soundservertest.Start(t, soundservertest.Float32)
	server.AddSink(t, "speakers")
	t.Setenv("PULSE_SERVER", server.Socket())
	for _, c := range []struct {
		variable string
		options  Options
	}{{"", Options{Name: Auto, Sink: "speakers"}}, {"speakers", Options{Name: Pulse}}} {
		t.Setenv("PULSE_SINK", c.variable)
		sinks, err := Sinks(t.Context())
		if want := []Sink{{"phones", "Null Output", c.variable == ""}, {"speakers", "Null Output", c.variable != ""}}; err != nil || !slices.Equal(sinks, want) {
			t.Errorf("got %v, %v, want %v", sinks, err, want)
		}
		recording := server.RecordSink(t, "speakers")
		out, err := Open(t.Context(), c.options)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		if err := out.Play(t.Context(), &counted{n: 4801}); err != nil {
			t.Fatal(err)
		}
		checkHeard(t, recording.Stop(), 4801, busy)
	}
	_, err := Open(t.Context(), Options{Name: Auto, Sink: "kitchen"})
	const want = `no sound output: PulseAudio/PipeWire: unknown sink "kitchen": it is one of phones, speakers`
	if !errors.Is(err, ErrNoOutput) || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// What keeps a listener from hearing is said, as long as it lasts.
func TestPulseMuted(t *testing.T) {
	soundservertest.Each(t, soundservertest.S16, func(t *testing.T, server *soundservertest.Server) {
		server.Pactl(t, "set-sink-mute", "phones", "1")
		out := openOn(t, server)
		go out.Play(t.Context(), endless)
		said := func(want string) {
			t.Helper()
			for end := time.Now().Add(soundservertest.Watch(t).Allow(2 * time.Second)); out.Muted() != want; time.Sleep(5 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("it says %q, want %q", out.Muted(), want)
				}
			}
		}
		said("The output phones is muted")
		input := firstField(server.Pactl(t, "list", "short", "sink-inputs"))
		for _, c := range []struct {
			change []string
			want   string
		}{
			{[]string{"set-sink-mute", "phones", "0"}, ""},
			{[]string{"set-sink-volume", "phones", "0"}, "The output phones is turned down to 0"},
			{[]string{"set-sink-volume", "phones", "30%", "0%"}, "The output phones is turned down to 0 in the right ear"},
			{[]string{"set-sink-volume", "phones", "50%"}, ""},
			{[]string{"set-sink-input-mute", input, "1"}, "In the mixer, uncramp is muted"},
			{[]string{"set-sink-input-mute", input, "0"}, ""},
			{[]string{"set-sink-input-volume", input, "0%", "40%"}, "In the mixer, uncramp is turned down to 0 in the left ear"},
			{[]string{"set-sink-input-volume", input, "100%"}, ""},
		} {
			server.Pactl(t, c.change...)
			said(c.want)
		}
	})
}
