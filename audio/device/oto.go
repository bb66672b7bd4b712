//go:build !static

package device

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/ebitengine/oto/v3"
	"github.com/gopxl/beep/v2"
)

// system is what a person calls the interface that oto speaks here.
var system = map[string]string{"windows": "WASAPI", "darwin": "CoreAudio"}[runtime.GOOS]

func init() {
	if system == "" {
		system = "ALSA"
	}
}

const (
	// cardWithin bounds the opening of a card.
	cardWithin = 2 * time.Second
	// cardBuffer is what the driver holds ahead; it takes up to half of it at
	// once. After a delay it may take all of it at once, so oto keeps as much
	// ready: with less, there would be a gap.
	cardBuffer   = 160 * time.Millisecond
	cardPeriod   = cardBuffer / 2
	playerBuffer = cardBuffer
	// cardPoll is how often a card is asked whether it is still there: oto has
	// no other way to tell.
	cardPoll = 50 * time.Millisecond
)

// card is the process's one oto context: it can neither be closed nor made
// again, so it is kept, and suspended while no output uses it.
var card struct {
	sync.Mutex
	context *oto.Context
	err     error // why there is none, for good
}

// errGone is the reason when a card was lost: oto refuses a second context even
// then.
var errGone = errors.New("lost, and not to be had again by this process")

// openCard returns the card, which it opens the first time.
func openCard(ctx context.Context) (*oto.Context, error) {
	card.Lock()
	defer card.Unlock()
	if card.err != nil {
		return nil, card.err
	}
	if card.context != nil {
		if card.context.Err() != nil {
			return nil, errGone
		}
		return card.context, card.context.Resume()
	}
	if card.err = findCard(); card.err != nil {
		return nil, card.err
	}
	// From here on C libraries print what they like.
	silence()
	defer hideServers()()
	var c *oto.Context
	var ready <-chan struct{}
	c, ready, card.err = oto.NewContext(&oto.NewContextOptions{
		SampleRate:      int(Rate),
		ChannelCount:    2,
		Format:          oto.FormatFloat32LE,
		BufferSize:      cardBuffer,
		ApplicationName: "uncramp",
	})
	if card.err != nil {
		return nil, card.err
	}
	limit := time.NewTimer(cardWithin)
	defer limit.Stop()
	select {
	case <-ready:
		card.err = c.Err()
	case <-limit.C:
		card.err = errors.New("the driver does not answer")
	case <-ctx.Done():
		card.err = context.Cause(ctx)
	}
	if card.err != nil {
		card.err = errors.New(brief(card.err))
		return nil, card.err
	}
	card.context = c
	return c, nil
}

// brief is oto's reason in a few words. For ALSA, oto lists every device name
// there is with what libasound said of it; the default card's is what counts.
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

// otoOutput plays through the system's own interface.
type otoOutput struct {
	context *oto.Context
	head    playhead
	closed  chan struct{}
	close   sync.Once

	mu     sync.Mutex
	player *oto.Player // of the Play going on
	corked bool
}

func openOto(ctx context.Context, _ func(bool)) (Output, error) {
	c, err := openCard(ctx)
	if err != nil {
		return nil, err
	}
	return &otoOutput{context: c, closed: make(chan struct{})}, nil
}

func (*otoOutput) Name() string { return Oto }

func (o *otoOutput) Close() error {
	o.close.Do(func() { close(o.closed) })
	return o.context.Suspend()
}

// Recall can do nothing: what oto has read is gone.
func (*otoOutput) Recall() bool { return false }

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

func (o *otoOutput) held() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.corked
}

func (o *otoOutput) Position() int { return o.head.position() }

func (o *otoOutput) Play(ctx context.Context, s beep.Streamer) error {
	o.head.reset()
	src := newFrames(s)
	player := o.context.NewPlayer(src)
	player.SetBufferSize(Rate.N(playerBuffer) * frameBytes)
	defer player.PauseAndStopReading() // returns once s is no longer read
	o.mu.Lock()
	if o.player = player; !o.corked {
		player.Play()
	}
	o.mu.Unlock()

	if err := o.wait(ctx, player, src); err != nil {
		return err
	}
	o.head.finish()
	return s.Err()
}

// wait returns when the last sample of src has been heard, or with the reason
// why it will not be.
func (o *otoOutput) wait(ctx context.Context, player *oto.Player, src *frames) error {
	poll := time.NewTicker(cardPoll)
	defer poll.Stop()
	var last <-chan time.Time // fires when the card has played all it was given
	for {
		select {
		case <-last:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-o.closed:
			return fmt.Errorf("%w: %w", ErrLost, errClosed)
		case <-poll.C:
		}
		if err := errors.Join(o.context.Err(), player.Err()); err != nil {
			return fmt.Errorf("%w: %s: %s", ErrGone, system, brief(err))
		}
		if last != nil {
			continue
		}
		// What oto has handed to the driver is heard once the driver's buffer
		// before it is played: exact to a period, which is all there is.
		read := int(src.read.Load())
		held := o.held()
		o.head.deliver(read)
		o.head.report(read-player.BufferedSize()/frameBytes-Rate.N(cardBuffer), !held)
		if !player.IsPlaying() && !held {
			// The last samples are with the driver: in a period being written,
			// then in its buffer. It goes on with silence meanwhile.
			last = time.After(cardPeriod + cardBuffer)
		}
	}
}
