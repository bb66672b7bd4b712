//go:build !static

package device

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/ebitengine/oto/v3"
	"github.com/gopxl/beep/v2"
)

// system is the name of the interface that oto uses on this system.
var system = map[string]string{"windows": "WASAPI", "darwin": "CoreAudio"}[runtime.GOOS]

func init() {
	if system == "" {
		system = "ALSA"
	}
}

const (
	// cardBuffer is how much sound the driver holds ahead. The driver takes half of
	// it at once, and after a delay all of it. oto keeps the same amount ready: with
	// less there would be gaps.
	cardBuffer = 100 * time.Millisecond
	cardPeriod = cardBuffer / 2
	// cardPortion is how much oto gets at once. It reads until it has more than it
	// is to keep ready.
	cardPortion = 10 * time.Millisecond
	// cardPoll is the interval at which the card is asked whether it is still
	// there. oto does not tell by itself.
	cardPoll = 20 * time.Millisecond
	// aheadLimit is how far a card may be ahead of the clock. No driver buffers as
	// much.
	aheadLimit = 2 * time.Second
	// closeWithin bounds the wait for a driver that is busy when it is closed.
	closeWithin = 200 * time.Millisecond
)

var errUnpaced = errors.New("the default device takes sound faster than it can be heard: it may lead to a file")

// otoOutput plays through oto.
type otoOutput struct {
	context *oto.Context
	head    playhead
	alive   context.Context
	end     context.CancelCauseFunc

	mu     sync.Mutex
	player *oto.Player // nil before Play
	corked bool
}

func openOto(ctx context.Context, o Options) (Output, error) {
	if o.Sink != "" {
		return nil, errors.New("only a sound server has sinks")
	}
	c, err := openCard(ctx)
	if err != nil {
		return nil, err
	}
	out := &otoOutput{context: c}
	out.alive, out.end = context.WithCancelCause(context.Background())
	return out, nil
}

func (*otoOutput) Name() string    { return Oto }
func (*otoOutput) Muted() string   { return "" }
func (*otoOutput) Recall() bool    { return false } // oto has it
func (o *otoOutput) Position() int { return o.head.position() }

func (o *otoOutput) Close() error {
	o.end(fmt.Errorf("%w: %w", ErrLost, errClosed))
	suspended := make(chan error, 1)
	go func() { suspended <- o.context.Suspend() }() // waits for a write to the card
	select {
	case err := <-suspended:
		return err
	case <-time.After(closeWithin):
		return nil
	}
}

func (o *otoOutput) Cork(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.corked = on
	if o.player == nil {
		return
	}
	if on {
		o.player.Pause()
	} else {
		o.player.Play()
	}
}

func (o *otoOutput) isCorked() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.corked
}

func (o *otoOutput) Play(ctx context.Context, s beep.Streamer) error {
	defer context.AfterFunc(ctx, func() { o.end(context.Cause(ctx)) })()
	src := newFrames(s)
	player := o.context.NewPlayer(portions{src})
	player.SetBufferSize(Rate.N(cardBuffer) * frameBytes)
	defer player.PauseAndStopReading() // returns when s is no longer read
	o.mu.Lock()
	if o.player = player; !o.corked {
		player.Play()
	}
	o.mu.Unlock()

	if err := o.wait(player, src); err != nil {
		return err
	}
	o.head.finish()
	return s.Err()
}

// portions reads at most a cardPortion at once.
type portions struct{ io.Reader }

func (p portions) Read(b []byte) (int, error) {
	return p.Reader.Read(b[:min(len(b), Rate.N(cardPortion)*frameBytes)])
}

// wait returns when the last sample of src has been heard, or why it will not
// be.
func (o *otoOutput) wait(player *oto.Player, src *frames) error {
	poll := time.NewTicker(cardPoll)
	defer poll.Stop()
	start := time.Now()
	reported, wasCorked := -1, false
	var last <-chan time.Time // receives when the card has played all it got
	for {
		select {
		case <-last:
			return nil
		case <-o.alive.Done():
			return context.Cause(o.alive)
		case <-poll.C:
		}
		if err := errors.Join(o.context.Err(), player.Err()); err != nil {
			return fmt.Errorf("%w: %s: %s", ErrGone, system, brief(err))
		}
		if last != nil {
			continue
		}
		corked := o.isCorked()
		taken := int(src.read.Load()) - player.BufferedSize()/frameBytes
		if Rate.D(taken) > time.Since(start)+aheadLimit {
			return fmt.Errorf("%w: %s: %w", ErrNoOutput, system, errUnpaced)
		}
		// What oto has handed to the driver is heard a driver's buffer later, to the
		// nearest period. oto does not say more.
		if taken != reported || corked != wasCorked {
			reported, wasCorked = taken, corked
			o.head.deliver(taken)
			o.head.report(taken-Rate.N(cardBuffer), !corked)
		}
		if !player.IsPlaying() && !corked {
			// The last samples are in a period that is being written, then in the
			// driver's buffer.
			last = time.After(cardPeriod + cardBuffer)
		}
	}
}

// brief shortens an error of oto to a few words. For ALSA, oto lists the error
// of each device there is; the default one's is of interest.
func brief(err error) string {
	said := err.Error()
	if strings.Contains(said, "failed to load libasound") {
		return "libasound.so.2 is not installed"
	}
	prefix := ""
	if _, card, ok := strings.Cut(said, `"default": `); ok {
		said, _, _ = strings.Cut(card, ", ")
		prefix = "no default card: "
	}
	if _, call, ok := strings.Cut(said, "ALSA error at "); ok {
		_, said, _ = strings.Cut(call, ": ")
	}
	said, _, _ = strings.Cut(said, "\n")
	return prefix + strings.TrimPrefix(said, "oto: ")
}
