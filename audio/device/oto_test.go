//go:build !static

package device

import (
	"errors"
	"testing"
)

func TestBrief(t *testing.T) {
	for said, want := range map[string]string{
		`oto: initialization failed: PulseAudio: oto: x; ALSA: oto: failed to load libasound: libasound.so: cannot open shared object file`: "libasound.so.2 is not installed",
		`oto: initialization failed: PulseAudio: oto: x; ALSA: oto: ALSA device initialization failed: ` +
			`"default": oto: ALSA error at snd_pcm_open: No such device, "plug:default": oto: ALSA error at snd_pcm_open: No such file`: "no default card: No such device",
		`oto: ALSA error at snd_pcm_writei or snd_pcm_recover: No such device`: "No such device",
		"oto: AudioQueueNewFormat with StreamFormat failed: -66680":            "AudioQueueNewFormat with StreamFormat failed: -66680",
		"the driver does not answer":                                           "the driver does not answer",
		"oto: one thing\nanother":                                              "one thing",
	} {
		if got := brief(errors.New(said)); got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}
