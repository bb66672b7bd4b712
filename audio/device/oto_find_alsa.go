//go:build !static && (linux || freebsd || netbsd)

package device

import (
	"fmt"

	"github.com/ebitengine/purego"
)

// findCard returns an error if ALSA's default device does not play at 48 kHz.
// oto does not look at the rate that ALSA answers with, and would play slowly.
// oto reports everything else that is wrong.
func findCard() error {
	lib, err := purego.Dlopen("libasound.so.2", purego.RTLD_LAZY|purego.RTLD_GLOBAL)
	if err != nil {
		return nil
	}
	rates := alsaRates(lib)
	for _, name := range []string{"default", "plug:default"} { // as oto tries them
		switch rate := rates(name); rate {
		case 0:
			continue
		case uint32(Rate):
			return nil
		default:
			return fmt.Errorf("the default device plays at %g kHz only, not at 48: a device of type plug in ~/.asoundrc converts", float64(rate)/1000)
		}
	}
	return nil
}

// alsaRates returns a function that asks libasound for the rate, near to ours, at
// which a device plays stereo floats. The rate is 0 if the device cannot be
// opened or does not play these.
func alsaRates(lib uintptr) func(name string) uint32 {
	const playback, interleaved, float32LE = 0, 3, 14 // of libasound's enumerations
	var (
		open      func(pcm *uintptr, name string, stream, mode int32) int32
		closePCM  func(pcm uintptr) int32
		malloc    func(params *uintptr) int32
		free      func(params uintptr)
		first     func(pcm, params uintptr) int32
		access    func(pcm, params uintptr, access uint32) int32
		format    func(pcm, params uintptr, format int32) int32
		channels  func(pcm, params uintptr, n uint32) int32
		rateNear  func(pcm, params uintptr, rate *uint32, dir *int32) int32
		functions = map[string]any{
			"open": &open, "close": &closePCM, "hw_params_malloc": &malloc, "hw_params_free": &free,
			"hw_params_any": &first, "hw_params_set_access": &access, "hw_params_set_format": &format,
			"hw_params_set_channels": &channels, "hw_params_set_rate_near": &rateNear,
		}
	)
	for name, f := range functions {
		purego.RegisterLibFunc(f, lib, "snd_pcm_"+name)
	}
	return func(name string) uint32 {
		var pcm, params uintptr
		if open(&pcm, name, playback, 0) < 0 {
			return 0
		}
		if malloc(&params) < 0 {
			return 0
		}
		rate := uint32(Rate)
		defer func() {
			if rate == uint32(Rate) { // another one is final, and not every plug-in survives its end
				free(params)
				closePCM(pcm)
			}
		}()
		if first(pcm, params) < 0 || access(pcm, params, interleaved) < 0 || format(pcm, params, float32LE) < 0 ||
			channels(pcm, params, 2) < 0 || rateNear(pcm, params, &rate, nil) < 0 {
			return 0
		}
		return rate
	}
}
