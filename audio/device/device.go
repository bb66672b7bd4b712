// Package device plays sound. [Open] opens an [Output], whose Play streams to a
// PulseAudio or PipeWire server if there is one, and otherwise to ALSA,
// CoreAudio or WASAPI. No other package touches the sound card. Nothing here
// needs cgo.
package device

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gopxl/beep/v2"
)

// Rate is the sample rate of all that is played. Sound servers run at it, so
// that they need not resample.
const Rate beep.SampleRate = 48000

// The names of outputs. Auto is the first of Pulse and Oto that opens.
const (
	Auto  = "auto"
	Pulse = "pulse" // a PulseAudio or PipeWire server
	Oto   = "oto"   // ALSA, CoreAudio or WASAPI
	None  = "none"  // plays to nowhere, in real time
)

// Names returns the names of outputs in the order to show them.
func Names() []string { return []string{Auto, Pulse, Oto, None} }

var (
	// ErrNoOutput is wrapped by errors that say why there is no output.
	ErrNoOutput = errors.New("no sound output")
	// ErrLost is wrapped by Play's error if the output went away.
	ErrLost = errors.New("sound output lost")
	// ErrGone is an ErrLost after which this process cannot open that output
	// again.
	ErrGone = fmt.Errorf("%w for good", ErrLost)

	errClosed = errors.New("closed")
)

// Output plays one streamer.
type Output interface {
	// Play plays s, 48 kHz stereo, and returns s.Err() when the last sample has
	// been heard. It calls s.Stream on one goroutine at a time, and not after it
	// has returned. It is called once at most.
	//
	// When ctx ends, Play drops what has not been heard and returns ctx's cause
	// within half a second. If the output goes away, Play returns an error that
	// wraps ErrLost.
	Play(ctx context.Context, s beep.Streamer) error

	// Position returns how many samples of the streamer have been heard. It never
	// decreases.
	Position() int

	// Recall asks Play to replace what has been handed over and not yet been
	// played, and returns at once. It reports whether the output can do that.
	// Play then calls Rewind of its streamer, if that is a [Rewinder], and
	// streams on from there.
	Recall() bool

	// Cork stops the sound where it is, or lets it go on.
	Cork(on bool)

	// Muted returns a sentence that says why the listener hears nothing, or
	// nothing in one ear, although the output plays: it is muted, for example.
	// Muted returns "" if no reason is known.
	Muted() string

	// Name returns the output's name, which is not Auto.
	Name() string

	// Close releases the output. It ends a Play with ErrLost.
	Close() error
}

// Rewinder is a streamer that can go back.
type Rewinder interface {
	// Rewind goes back to sample n of what has been streamed in this Play. What
	// is streamed from there on may differ from what was streamed before.
	Rewind(n int)
}

// Options say which output to open.
type Options struct {
	Name string // one of [Names]
	Sink string // the name of a sound server's sink, "" for the default

	// Wish is called when a sound server asks to pause, as for a call, and to go
	// on afterwards. The output itself does neither. Wish may be nil.
	Wish func(pause bool)
}

// way is one way to open an output. The error of open is a reason in a few
// words, without ErrNoOutput.
type way struct {
	label string
	open  func(context.Context, Options) (Output, error)
}

// Open opens an output. It waits at most about two seconds for a server or a
// driver that does not answer, for Auto four. If there is no such output, the
// error wraps ErrNoOutput and says why in one line.
func Open(ctx context.Context, o Options) (Output, error) {
	server := way{"PulseAudio/PipeWire", openPulse}
	card := way{system, openOto}
	var ways []way
	switch o.Name {
	case None:
		return newNowhere(), nil
	case Pulse:
		ways = []way{server}
	case Oto:
		ways = []way{card}
	case Auto:
		if o.Sink != "" {
			ways = []way{server}
			break
		}
		if len(loadClientConf().servers()) > 0 { // else none is to be expected, and missing it is no reason
			ways = append(ways, server)
		}
		ways = append(ways, card)
	default:
		return nil, fmt.Errorf("unknown device %q: it is one of %s", o.Name, strings.Join(Names(), ", "))
	}

	var reasons []string
	for _, w := range ways {
		out, err := w.open(ctx, o)
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
