//go:build !static

package device

import (
	"errors"

	"golang.org/x/sys/windows"
)

var waveOutGetNumDevs = windows.NewLazySystemDLL("winmm.dll").NewProc("waveOutGetNumDevs")

// findCard returns an error if Windows knows of no output device. oto would play
// to nowhere then, without an error.
func findCard() error {
	if err := waveOutGetNumDevs.Find(); err != nil {
		return err
	}
	if n, _, _ := waveOutGetNumDevs.Call(); n == 0 {
		return errors.New("there is no output device")
	}
	return nil
}
