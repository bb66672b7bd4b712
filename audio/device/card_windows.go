package device

import (
	"errors"

	"golang.org/x/sys/windows"
)

var waveOutGetNumDevs = windows.NewLazySystemDLL("winmm.dll").NewProc("waveOutGetNumDevs")

// findCard asks Windows whether there is any output: without one oto would
// play to nowhere and not say so.
func findCard() error {
	if err := waveOutGetNumDevs.Find(); err != nil {
		return err
	}
	if n, _, _ := waveOutGetNumDevs.Call(); n == 0 {
		return errors.New("there is no output device")
	}
	return nil
}
