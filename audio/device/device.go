// Package device is where sound leaves the program. It alone touches the sound
// card: through a PulseAudio or PipeWire server where there is one, else
// through the system's own interface (ALSA, CoreAudio, WASAPI). No part of it
// needs cgo.
package device

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gopxl/beep/v2"
)

// Rate is the sample rate of everything that is played: the rate at which
// sound servers run, so that none of them resamples.
const Rate beep.SampleRate = 48000

// The outputs by name. Auto is the first of Pulse and Oto that opens.
const (
	Auto  = "auto"
	Pulse = "pulse" // a PulseAudio or PipeWire server
	Oto   = "oto"   // the system's own interface: ALSA, CoreAudio or WASAPI
	None  = "none"  // in real time to nowhere
)

// Names lists what Open takes, in the order to show a person.
func Names() []string { return []string{Auto, Pulse, Oto, None} }

var (
	// ErrNoOutput is wrapped by Open's error when nothing there takes sound.
	ErrNoOutput = errors.New("no sound output")
	// ErrLost is wrapped by Play's error when the output went away meanwhile.
	ErrLost = errors.New("sound output lost")
	// ErrGone is such a loss for good: as long as this process lives, Open finds
	// no output of that name any more.
	ErrGone = fmt.Errorf("%w for good", ErrLost)
)

// Output is an open way out for sound. It plays one streamer at a time.
type Output interface {
	// Play plays s, 48 kHz stereo, from its first sample to its last, and
	// returns when the last has been heard. It calls s.Stream on one goroutine
	// at a time, and no more once it has returned.
	//
	// When ctx ends, Play drops what has not been heard and returns ctx's
	// cause at once. When the output goes away it returns an error that wraps
	// ErrLost. Otherwise it returns s.Err().
	Play(ctx context.Context, s beep.Streamer) error

	// Position is how many samples of the streamer being played, or played
	// last, have been heard. It never goes back during one Play. It may be
	// called from any goroutine.
	Position() int

	// Recall takes back what has been handed over and can still be replaced,
	// and tells whether the output can do that. Then Play calls Rewind of its
	// streamer, if that is a [Rewinder], on the goroutine that streams, and
	// streams on from there: from where it is, if nothing can be replaced. What
	// is streamed between the two calls is replaced too, but where Play ends
	// before. It may be called from any goroutine, at any time, and returns at
	// once.
	Recall() bool

	// Cork holds the sound where it is, silent, until it is uncorked. It may be
	// called from any goroutine.
	Cork(on bool)

	// Name is the output's name, one of the constants other than Auto.
	Name() string

	// Close releases the output, and ends a Play that is still going on with
	// ErrLost.
	Close() error
}

// Rewinder is a streamer that can go back to sample n of what it has streamed
// in this Play, 0 to all of it. It may stream something else from there on.
type Rewinder interface{ Rewind(n int) }

// opener is one way to open an output. Its error is the reason alone, in a few
// words, without ErrNoOutput.
type opener struct {
	label string // what a person calls it, before the reason
	open  func(ctx context.Context, asked func(pause bool)) (Output, error)
}

// Open opens the output of the given name. It waits no more than about two
// seconds for a server or driver that does not answer, four for Auto. When
// there is no such output, its error wraps ErrNoOutput and says why on one
// line, with a reason for each output tried. A server that asks for silence, as
// for a call, or for going on after it, is told of by asked, where that is not
// nil, on a goroutine of its own; the output does nothing about it itself.
func Open(ctx context.Context, name string, asked func(pause bool)) (Output, error) {
	var ways []opener
	server := opener{"PulseAudio/PipeWire", openPulse}
	card := opener{system, openOto}
	switch name {
	case None:
		return &nowhere{}, nil
	case Pulse:
		ways = []opener{server}
	case Oto:
		ways = []opener{card}
	case Auto:
		// Where no server is to be expected, to miss one is no reason.
		if len(pulseServers()) > 0 {
			ways = append(ways, server)
		}
		ways = append(ways, card)
	default:
		return nil, fmt.Errorf("unknown device %q: it is one of %s", name, strings.Join(Names(), ", "))
	}

	var reasons []string
	for _, w := range ways {
		out, err := w.open(ctx, asked)
		if err == nil {
			return out, nil
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		reasons = append(reasons, w.label+": "+err.Error())
	}
	return nil, fmt.Errorf("%w: %s", ErrNoOutput, strings.Join(reasons, "; "))
}
